// The room itself: axe in light and dark, a phone, a keyboard alone, a story by itself, other protocols, a second run.

import { readFileSync } from "node:fs";
import { packages } from "../../browser/window.mjs";
import { begin, doIt, move, paneOf, raise, says, step, theEnd, visit } from "./page.mjs";

const OFFICER = "Amina Okafor";
const MANAGER = "Dev Mistry";
const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf-8");

async function axe(page, where, rules = null) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate((given) => window.axe.run(document, given), options);
  const grave = violations.filter((each) => ["serious", "critical"].includes(each.impact));
  const said = grave.map((each) => `${where}: ${each.impact} ${each.id}: ${each.help}\n${each.nodes.slice(0, 4).map((node) => `  ${node.target} ${node.html.slice(0, 160)}\n  ${node.failureSummary?.replaceAll("\n", " ")}`).join("\n")}`);
  if (said.length) throw new Error(said.join("\n"));
}

// Looks at a screen as it is with every rule, and in the other colours with those that depend on colour: nothing else
// differs. The next screen is met in the colours of the last look. What is still under way is waited for.
async function look(page, shot, where) {
  await page.waitForFunction(() => !document.querySelector(".busy, [aria-busy=true]"));
  const colours = await page.evaluate(() => document.documentElement.dataset.theme);
  await axe(page, `${where}, ${colours}`);
  await shot(`${where}-${colours}`);
  const other = colours === "light" ? "dark" : "light";
  await dress(page, other);
  await axe(page, `${where}, ${other}`, ["color-contrast", "link-in-text-block"]);
  await shot(`${where}-${other}`);
}

// Changes the system's colours, and waits until every card has been drawn anew in them.
async function dress(page, colorScheme) {
  await page.evaluate(() => { for (const card of document.querySelectorAll(".card")) card.dataset.before = ""; });
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  await page.waitForFunction(() => !document.querySelector(".card[data-before]"));
}

export const accessible = (address) => visit(address, { shots: "accessible" }, async (page, shot) => {
  await begin(page, { scenario: "Silence over Christmas" });
  const officer = await paneOf(page, OFFICER, "Chat");
  await officer.getByRole("button", { name: "Raise a dispute", exact: true }).click();
  await officer.getByRole("button", { name: "Sample text" }).waitFor();
  await look(page, shot, "form");
  await officer.getByRole("button", { name: "Cancel" }).last().click();
  await officer.getByText("Nothing was recorded or sent").last().waitFor();
  await doIt(page);
  await step(page, 2);
  const manager = await paneOf(page, MANAGER, "Mail");
  await manager.locator("iframe").waitFor();
  await look(page, shot, "mail");
  await manager.getByRole("button", { name: "Plain text" }).click();
  await manager.locator("pre").waitFor();
  await page.locator("#clock summary").click();
  await shot("clock");
  await page.keyboard.press("Escape");
  await move(page, "Past the deadline");
  await says(page.locator("#case .duty.late"), "overdue");
  await paneOf(page, MANAGER, "Chat");
  await look(page, shot, "lapsed");
  await page.getByRole("button", { name: /^Begin/ }).click();
  await look(page, shot, "begin");
});

export const phone = (address) => visit(address, { width: 390, height: 844, shots: "phone" }, async (page, shot) => {
  await begin(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 390) throw new Error(`The page is ${wide} wide on a phone.`);
  const officer = page.locator("#pane-a");
  await shot("chat");
  await raise(page, officer);
  await shot("raised");
  await page.locator("#tabs").getByRole("button", { name: "The case" }).click();
  await says(page.locator("#case .duty"), "Respond");
  await shot("case");
  await page.locator("#tabs").getByRole("button", { name: "People" }).click();
  await shot("people");
  await page.locator("#people").getByRole("button", { name: new RegExp(MANAGER) }).click();
  await page.locator("#pane-a").getByRole("button", { name: /^Mail/ }).click();
  await page.locator("#pane-a iframe").waitFor();
  await axe(page, "phone");
  await shot("mail");
});

export const keyboard = (address) => visit(address, { shots: "keyboard" }, async (page, shot) => {
  await begin(page);
  await page.evaluate(() => { document.activeElement?.blur(); });
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return { name: element.getAttribute("aria-label") ?? `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`, outline: style.outlineStyle !== "none" && style.outlineWidth !== "0px" };
  });
  await page.locator("#pane-a").getByRole("textbox", { name: /^Message as/ }).focus();
  await page.keyboard.type("raise a dispute");
  await page.keyboard.press("Enter");
  await page.locator("#pane-a").getByRole("button", { name: "Next", exact: true }).waitFor();
  const unseen = [];
  let reached = false;
  await page.locator("#pane-a .messages").focus();
  for (let presses = 0; presses < 40 && !reached; presses += 1) {
    await page.keyboard.press("Tab");
    const { name, outline } = await focused();
    if (!outline) unseen.push(name);
    reached = /(^| )Next$/.test(name);
  }
  if (!reached) throw new Error("Tab never came to the form's button.");
  if (unseen.length) throw new Error(`Focus can't be seen on: ${unseen.join(", ")}`);
  await shot("focus");
});

export const byItself = (address) => visit(`${address}?pause=200`, { shots: "by-itself" }, async (page, shot) => {
  await begin(page, { scenario: "Acknowledged but not answered", council: "Little Practice Borough" });
  await page.getByRole("button", { name: "Play by itself" }).click();
  await theEnd(page);
  await says(page.locator("#case .record"), "Escalated");
  await says(page.locator("#case .told"), "Zoe Lindqvist (for ");
  await shot("the-end");
});

export const protocol = (address, id) => visit(address, { shots: "protocols" }, async (page, shot) => {
  await begin(page, { protocol: id });
  const officer = page.locator("#pane-a");
  await raise(page, officer);
  await says(page.locator("#case .stages"), "raised,");
  await shot(id);
});

export const speak = (address) => visit(address, { shots: "resumed" }, async (page) => {
  await begin(page);
  const box = page.locator("#pane-a").getByRole("textbox", { name: /^Message as/ });
  await box.fill("my words before the break");
  await box.press("Enter");
  await page.locator("#pane-a .bot", { hasText: "didn't understand" }).waitFor();
});

export const resumed = (address) => visit(address, { shots: "resumed" }, async (page) => {
  const words = await page.locator("#pane-a").innerText();
  if (!words.includes("my words before the break")) throw new Error("The chat is gone.");
});
