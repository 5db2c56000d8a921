// The guided scenarios, each played by hand, with real clicks on real cards and letters. Raising and going up are the
// same in all of them: where the story is about something else, the guide does it.

import { begin, cardWith, doIt, fillAndConfirm, move, paneOf, raise, sample, says, seen, step, theEnd, visit } from "./page.mjs";

const OFFICER = "Amina Okafor";
const MANAGER = "Dev Mistry";
const SECOND = "Bryn Pritchard";
const SERVICE_MANAGER = "Elaine Foster";

async function escalate(page, shot, at, byHand) {
  if (byHand) {
    const officer = await paneOf(page, OFFICER, "Chat");
    await cardWith(officer, "Escalate to Stage 2").getByRole("button", { name: "Escalate to Stage 2" }).click();
    await fillAndConfirm(page, officer);
  } else await doIt(page);
  await step(page, at + 1);
  await shot("escalated");
  await says(page.locator("#case .record"), "Escalated");
  await says(page.locator(".pane .letter h3"), "Stage 2");
  await shot("who-was-told");
  await seen(page);
  await theEnd(page);
}

const stories = {
  async silence(page, shot) {
    await begin(page, { scenario: "Silence over Christmas" });
    await shot("before");
    const officer = await paneOf(page, OFFICER, "Chat");
    await raise(page, officer);
    await step(page, 2);
    await says(page.locator("#case .legend"), "Christmas Day");
    await says(page.locator("#case .duty"), "By Wednesday 30 December 2026");
    await shot("raised");
    await move(page, "Next nudge");
    await step(page, 3);
    await says(page.locator("#pane-b .letter h3"), "Reminder");
    await shot("nudged");
    await seen(page);
    await step(page, 4);
    await move(page, "Past the deadline");
    await step(page, 5);
    await says(page.locator("#case .duty.late"), "overdue");
    await says(page.locator("#pane-a .message"), "A limit has passed without an answer");
    await shot("lapsed");
    await escalate(page, shot, 5, true);
  },

  async risk(page, shot) {
    await begin(page, { scenario: "Immediate risk" });
    const officer = await paneOf(page, OFFICER, "Chat");
    await raise(page, officer, async (form) => {
      const stage = form.getByRole("radio", { name: "Stage 3" });
      if (await stage.count()) await stage.check();
      const yes = form.getByRole("radio", { name: "Yes" });
      if (await yes.count()) await yes.check();
      const action = form.getByLabel(/safeguarding action already taken/);
      if (await action.count()) await action.fill("Reported by telephone at 09:20; strategy meeting today.");
    });
    await step(page, 2);
    await says(page.locator("#case .stages li.skipped"), "Stage 2");
    await says(page.locator("#pane-b .card"), "Reported by telephone at 09:20");
    await shot("straight-to-stage-3");
    await seen(page);
    await step(page, 3);
    await says(page.locator("#case .told"), "Head of Service");
    await page.locator("#case .told details summary").first().click();
    await page.locator("#case .told").scrollIntoViewIfNeeded();
    await shot("told-and-why");
    await seen(page);
    await step(page, 4);
    await move(page, "Next deadline");
    await theEnd(page);
    await shot("reminded");
  },

  async wrong(page, shot) {
    await begin(page, { scenario: "The wrong person presses" });
    await doIt(page);
    await step(page, 2);
    const manager = await paneOf(page, MANAGER, "Chat");
    await cardWith(manager, "Acknowledge").getByRole("combobox", { name: /^Forward/ }).selectOption({ label: SECOND });
    const second = await paneOf(page, SECOND, "Chat");
    const copy = cardWith(second, "Acknowledge");
    await says(copy, `Forwarded by ${MANAGER}`);
    await copy.getByRole("button", { name: "Acknowledge" }).click();
    await says(second.locator(".status"), "I can't find DRP-");
    await shot("refused");
    if (await page.locator("#case .record", { hasText: "Acknowledged" }).count()) throw new Error("The forged press counted.");
    await page.getByRole("button", { name: "I have done it" }).click();
    await step(page, 3);
    const again = await paneOf(page, MANAGER, "Chat");
    await cardWith(again, "Acknowledge").getByRole("button", { name: "Acknowledge" }).click();
    await step(page, 4);
    await says(page.locator("#case .duty"), `Acknowledged by ${MANAGER}`);
    await shot("acknowledged");
    const card = cardWith(again, "Respond");
    await sample(page, card);
    await card.getByRole("button", { name: "Respond", exact: true }).click();
    await theEnd(page);
    await says(page.locator("#case .record"), "Responded");
    await shot("responded");
  },

  async acknowledged(page, shot) {
    await begin(page, { scenario: "Acknowledged but not answered" });
    await doIt(page);
    await step(page, 2);
    const manager = await paneOf(page, MANAGER, "Mail");
    // The letter's own link, followed in the letter, chooses and fills in the reply.
    await manager.frameLocator("iframe").getByRole("link", { name: /acknowledge/i }).first().click();
    if ((await manager.getByLabel("What the reply is").inputValue()) !== "acknowledge") throw new Error("The letter's link chose nothing.");
    await shot("reply-link");
    await manager.getByRole("button", { name: "Send reply" }).click();
    await step(page, 3);
    await says(page.locator("#case .duty"), `Acknowledged by ${MANAGER}`);
    await move(page, "Next deadline");
    await step(page, 4);
    await shot("still-owed");
    await move(page, "Past the deadline");
    await step(page, 5);
    await shot("lapsed-all-the-same");
    await escalate(page, shot, 5, false);
    await paneOf(page, SERVICE_MANAGER, "Chat");
    await shot("service-manager");
  },

  async away(page, shot) {
    await begin(page, { scenario: "Out of office" });
    const manager = await paneOf(page, MANAGER, "Mail");
    const away = manager.getByRole("switch", { name: "Out of office" });
    await away.click();
    await manager.locator("[role=switch][aria-checked=true]").waitFor();
    await page.getByRole("button", { name: "I have done it" }).click();
    await step(page, 2);
    await doIt(page);
    await step(page, 3);
    await says(page.locator("#case .record"), "Auto reply filed");
    await says(page.locator("#case .duty"), "Respond");
    await shot("auto-reply-counts-as-nothing");
    const back = await paneOf(page, MANAGER, "Mail");
    await back.getByRole("switch", { name: "Out of office" }).click();
    await back.locator("[role=switch][aria-checked=false]").first().waitFor();
    await back.getByRole("textbox", { name: /^Reply as/ }).fill("The visits start again this week; I have told the worker.");
    await back.getByRole("button", { name: "Send reply" }).click();
    await step(page, 4);
    await says(page.locator("#case .duty"), "nobody has classified yet");
    await shot("reply-waits");
    const officer = await paneOf(page, OFFICER, "Chat");
    const means = officer.getByRole("button", { name: /reply means$/ }).last();
    const reply = officer.locator(".message", { has: page.getByRole("button", { name: /reply means$/ }) }).last();
    await sample(page, reply);
    await reply.getByRole("radio", { name: "It is the response" }).check();
    await reply.getByRole("radio", { name: "Yes, all of them" }).check();
    await means.click();
    await theEnd(page);
    await says(page.locator("#case .record"), "Reply classified");
    await shot("it-counts");
  },
};

export const play = (address, story) => visit(address, { shots: story }, stories[story]);
