// What every browser test of the practice room begins with: a window at the room, and the clicks that repeat.

import { camera, newWindow } from "../../browser/window.mjs";

// Opens the room in a window of its own, plays in it, and closes it. A fault of the page is a failure, and so is a
// request to anywhere else.
export async function visit(address, { shots, ...options }, play) {
  const page = await newWindow(options);
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.stack));
  page.on("console", (message) => { if (message.type() === "error" && !message.text().includes("ERR_")) faults.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(new URL(address).origin) && !/^(data|about|blob):/.test(request.url())) faults.push(`asked outside: ${request.url()}`); });
  const shot = camera(page, shots);
  try {
    // From then on the page hears of whatever happens in the room, a new practice included.
    await Promise.all([page.waitForResponse((response) => response.url().endsWith("/events")), page.goto(address)]);
    await page.locator(".card").first().waitFor({ state: "attached" });
    await play(page, shot);
  } catch (error) {
    await shot("failed");
    error.stack += `\nThe guide said:\n${await page.locator(".guide").innerText()}`;
    throw error;
  } finally {
    await page.context().close();
  }
  if (faults.length) throw new Error(`The page had faults:\n${faults.join("\n")}`);
}

export async function begin(page, { scenario = "Free play", council = "Practice County Council", protocol = null } = {}) {
  await page.getByRole("button", { name: /^Begin/ }).click();
  const dialog = page.getByRole("dialog");
  if (protocol) await dialog.getByLabel("Protocol").selectOption(protocol);
  await dialog.getByRole("radio", { name: new RegExp(`^${council}`) }).check();
  await dialog.getByRole("radio", { name: new RegExp(`^${scenario}`) }).check();
  // The page loses its service for a moment while the new practice starts; it may be back before anybody looks.
  await page.evaluate(() => {
    globalThis.wasLost = new Promise((lost) => {
      new MutationObserver(() => document.body.classList.contains("lost") && lost()).observe(document.body, { attributes: true });
    });
  });
  await dialog.getByRole("button", { name: "Begin" }).click();
  await page.evaluate(() => globalThis.wasLost);
  await page.locator("body:not(.lost)").waitFor();
  await page.locator("#case", { hasText: "There is no dispute yet" }).waitFor({ state: "attached" });
  if (scenario !== "Free play") await step(page, 1);
}

// The pane that shows a person, in the part that is asked for.
export async function paneOf(page, name, tab = null) {
  let pane = page.locator(".pane", { has: page.locator(".who-box", { hasText: name }) }).filter({ visible: true });
  pane = page.getByRole("region", { name: new RegExp(`: ${name}$`) });
  if (!(await pane.count())) await page.locator("#people").getByRole("button", { name: new RegExp(name) }).click();
  await pane.waitFor();
  if (tab) await pane.getByRole("button", { name: new RegExp(`^${tab}`) }).click();
  return pane;
}

export const step = (page, number) => page.locator(".step", { hasText: `step ${number} of` }).waitFor();
export const theEnd = (page) => page.locator(".step", { hasText: "the end" }).waitFor();
export const doIt = (page) => page.getByRole("button", { name: "Do it for me" }).click();
export const seen = (page) => page.getByRole("button", { name: "Seen it, go on" }).click();

export async function move(page, way) {
  await page.locator("#clock summary").click();
  const moved = page.waitForResponse((response) => response.url().endsWith("/api/clock"));
  await page.locator("#clock").getByRole("button", { name: way }).click();
  await moved;
}

// The newest card with a button that can still be pressed.
export const cardWith = (pane, button) => pane.locator(".message", { has: pane.page().getByRole("button", { name: button, exact: true }) }).last();

// Fills in a form with sample text, and waits until it stands there.
export async function sample(page, form) {
  await form.getByRole("button", { name: "Sample text" }).click();
  await page.locator("#live", { hasText: "filled in with sample text" }).waitFor({ state: "attached" });
  await page.evaluate(() => { document.getElementById("live").textContent = ""; });
}

// Goes through the pages of a form with sample text, changing what `change` changes, and confirms the preview.
export async function fillAndConfirm(page, pane, change = async () => {}) {
  const confirm = pane.getByRole("button", { name: /^Confirm/ });
  const before = await pane.getByText("Filled in.", { exact: true }).count();
  for (let pages = 0; pages < 10; pages += 1) {
    const form = cardWith(pane, "Next");
    await form.or(confirm).last().waitFor();
    if (await confirm.count()) break;
    await sample(page, form);
    await change(form);
    const pressed = page.waitForResponse((response) => response.url().endsWith("/press"));
    await form.getByRole("button", { name: "Next", exact: true }).click();
    await pressed;
    await pane.getByText("Filled in.", { exact: true }).nth(before + pages).waitFor();
  }
  await confirm.last().click();
}

export async function raise(page, officer, change) {
  await officer.getByRole("textbox", { name: /^Message as/ }).fill("raise a dispute");
  await officer.getByRole("textbox", { name: /^Message as/ }).press("Enter");
  await fillAndConfirm(page, officer, change);
  await page.locator("#case h2", { hasText: "DRP-" }).waitFor({ state: "attached" });
}

export async function says(locator, words) {
  await locator.filter({ hasText: words }).first().waitFor();
}
