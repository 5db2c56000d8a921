// The room itself: axe in light and dark, a phone, a keyboard alone, a story by itself, other protocols: node room.mjs CHECK

import { readFileSync } from "node:fs";
import { axeSource, begin, move, open, paneOf, raise, says, step, theEnd } from "./page.mjs";

const OFFICER = "Amina Okafor";
const MANAGER = "Dev Mistry";

async function axe(page, where) {
  await page.evaluate(readFileSync(axeSource, "utf-8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((each) => ["serious", "critical"].includes(each.impact));
  const said = grave.map((each) => `${where}: ${each.impact} ${each.id}: ${each.help}\n${each.nodes.slice(0, 4).map((node) => `  ${node.target} ${node.html.slice(0, 160)}\n  ${node.failureSummary?.replaceAll("\n", " ")}`).join("\n")}`);
  if (said.length) throw new Error(said.join("\n"));
}

const checks = {
  async accessible() {
    for (const dark of [false, true]) {
      const { page, shot, close } = await open({ dark, shots: dark ? "dark" : "light" });
      await begin(page);
      const officer = await paneOf(page, OFFICER, "Chat");
      await officer.getByRole("button", { name: "Raise a dispute", exact: true }).click();
      await officer.getByRole("button", { name: "Sample text" }).waitFor();
      await axe(page, "form");
      await shot("form");
      await officer.getByRole("button", { name: "Cancel" }).last().click();
      await officer.getByText("Nothing was recorded or sent").last().waitFor();
      await raise(page, officer);
      const manager = await paneOf(page, MANAGER, "Mail");
      await manager.locator("iframe").waitFor();
      await axe(page, "mail");
      await shot("mail");
      await manager.getByRole("button", { name: "Plain text" }).click();
      await manager.locator("pre").waitFor();
      await page.locator("#clock summary").click();
      await shot("clock");
      await page.keyboard.press("Escape");
      await move(page, "Past the deadline");
      await says(page.locator("#case .duty.late"), "overdue");
      await paneOf(page, MANAGER, "Chat");
      await axe(page, "lapsed");
      await shot("lapsed");
      await page.getByRole("button", { name: /^Begin/ }).click();
      await axe(page, "dialog");
      await shot("begin");
      await close();
    }
  },

  async phone() {
    const { page, shot, close } = await open({ width: 390, height: 844, shots: "phone" });
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
    await close();
  },

  async keyboard() {
    const { page, shot, close } = await open({ shots: "keyboard" });
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
    await close();
  },

  async byItself() {
    const { page, shot, close } = await open({ shots: "by-itself" });
    await page.goto(`${process.env.ROOM}?pause=200`);
    await begin(page, { scenario: "Acknowledged but not answered", council: "Little Practice Borough" });
    await page.getByRole("button", { name: "Play by itself" }).click();
    await theEnd(page);
    await says(page.locator("#case .record"), "Escalated");
    await says(page.locator("#case .told"), "Zoe Lindqvist (for ");
    await shot("the-end");
    await close();
  },

  async protocols() {
    const { page, shot, close } = await open({ shots: "protocols" });
    for (const id of process.argv.slice(3)) {
      await begin(page, { protocol: id });
      const officer = page.locator("#pane-a");
      await raise(page, officer);
      await says(page.locator("#case .stages"), "raised,");
      await shot(id);
    }
    await close();
  },

  async speak() {
    const { page, close } = await open({ shots: "resumed" });
    await page.locator("#pane-a").getByRole("textbox", { name: /^Message as/ }).fill("my words before the break");
    await page.keyboard.press("Enter");
    await page.locator("#pane-a").getByRole("textbox", { name: /^Message as/ }).press("Enter");
    await page.locator("#pane-a .bot", { hasText: "didn't understand" }).waitFor();
    await close();
  },

  async resumed() {
    const { page, close } = await open({ shots: "resumed" });
    const words = await page.locator("#pane-a").innerText();
    if (!words.includes("my words before the break")) throw new Error("The chat is gone.");
    await close();
  },
};

await checks[process.argv[2]]();
