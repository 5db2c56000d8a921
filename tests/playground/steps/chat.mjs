// What a person does in the client's chat: opens it, types, fills in cards, presses their buttons, reads. Steps of
// tests/playground/client.py; a page is known by its address and stays open until the browser ends.

import { camera, newWindow } from "../../browser/window.mjs";

const pages = new Map();
const starting = (words) => new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
const cards = (page) => page.locator(".ac-adaptiveCard");

// Makes a page's calendars open at another time; its timers go on as they are, for the client waits by them.
function show(later) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Real.now() + later);
    }
    static now() {
      return Real.now() + later;
    }
  };
}

// Opens the client's page at a moment of the case. It asks a font server for its fonts, and gets no answer here.
export async function enter(address, name, now) {
  const page = await newWindow({ width: 960, height: 1300 });
  await page.addInitScript(show, Date.parse(now) - Date.now());
  const outside = [];
  page.on("request", (request) => {
    if (request.url().startsWith("http") && !request.url().startsWith(address)) outside.push(request.url());
  });
  await page.goto(address);
  await page.getByRole("button", { name: "Hide log panel" }).click();
  pages.set(address, { page, outside, take: camera(page, `playground/${name.toLowerCase().replaceAll(" ", "-")}`) });
}

export async function say(address, text) {
  const { page } = pages.get(address);
  await page.getByRole("textbox").last().click();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

// Speaks to the assistant in a group, where it hears what it is mentioned in; waits for what it answers.
export async function mention(address, name, text) {
  const { page } = pages.get(address);
  const before = await cards(page).count();
  await page.getByRole("textbox").last().click();
  await page.keyboard.type("@");
  await page.getByRole("menuitem", { name: starting(name) }).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await cards(page).nth(before).waitFor();
}

// Fills in the newest card, field by field, with the keyboard and the mouse. A field is found by how its label begins.
export async function fill(address, fields) {
  const { page } = pages.get(address);
  for (const [label, value] of Object.entries(fields)) {
    const card = cards(page).last();
    const named = card.locator("label.ac-richTextBlock", { hasText: starting(label) });
    const field = card.locator(`[id="${await named.getAttribute("for")}"]`);
    const { tag, popup } = await field.evaluate((each) => ({ tag: each.tagName, popup: each.getAttribute("aria-haspopup") }));
    if (tag === "DIV") {
      await field.getByText(value, { exact: true }).click();
      continue;
    }
    await field.click();
    if (popup === "dialog") await page.getByRole("dialog", { name: "Calendar" }).getByRole("button", { name: value, exact: true }).click();
    else if (popup === "listbox") await page.getByRole("option", { name: value, exact: true }).click();
    else {
      await page.keyboard.press("Control+A");
      await page.keyboard.type(value);
    }
  }
}

// Presses a button of the newest card that has it, and waits until the service has answered.
export async function press(address, button) {
  const { page } = pages.get(address);
  const wanted = page.getByRole("button", { name: button, exact: true });
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("/_conversation/v1/")),
    cards(page).filter({ has: wanted }).last().getByRole("button", { name: button, exact: true }).click(),
  ]);
  if (!answer.ok()) throw new Error(`${button}: ${answer.status()} ${await answer.text()}`);
}

// Waits until words stand in the newest card.
export async function sees(address, words) {
  const { page } = pages.get(address);
  try {
    await cards(page).last().filter({ hasText: words }).waitFor();
  } catch {
    throw new Error(`“${words}” isn't on the newest card, which says:\n${await cards(page).last().innerText()}`);
  }
}

// The words of the newest card on which these words stand, once there is one.
export async function cardWith(address, words) {
  const card = cards(pages.get(address).page).filter({ hasText: words }).last();
  await card.waitFor();
  return card.innerText();
}

export function buttons(address) {
  const pressable = (all) => all.filter((each) => !each.disabled).map((each) => each.getAttribute("aria-label"));
  return cards(pages.get(address).page).last().getByRole("button").evaluateAll(pressable);
}

export async function go(address, chat) {
  const { page } = pages.get(address);
  const rail = page.getByRole("button", { name: "Toggle app bar and conversation window" });
  await rail.click();
  await page.getByRole("treeitem", { name: starting(chat) }).click();
  await rail.click();
}

export const outside = (address) => pages.get(address).outside;

// Pictures the newest card, all of it where it is no longer than the window.
export async function shot(address, title) {
  const { page, take } = pages.get(address);
  await cards(page).last().scrollIntoViewIfNeeded();
  await take(title);
}

// Finds something by the search command of the message extension, and sends what is found to this chat.
export async function share(address, { command, parameter, words, found }) {
  const { page } = pages.get(address);
  await page.getByRole("button", { name: "Trigger Message Extension App" }).click();
  await page.getByText("Search Command", { exact: true }).click();
  await page.getByRole("button", { name: "Specify Command ID or Parameter" }).click();
  for (const [field, text] of [["Command ID", command], ["Parameter name", parameter], ["Enter a search term", words]]) {
    await page.getByRole("textbox", { name: field, exact: true }).click();
    await page.keyboard.type(text);
  }
  await page.getByText(found).click();
  await page.getByRole("button", { name: "Send Message" }).click();
  await page.locator("[data-lexical-editor]").filter({ has: page.locator(".ac-adaptiveCard") }).waitFor({ state: "detached" });
}
