// The case at a glance: picture, stages, open duties, gates, who was told what and why, the record.

import { fill, h } from "./dom.js";
import { get } from "./net.js";
import { refresh, room } from "./room.js";
import { drawTimeline } from "./timeline.js";

export async function drawCase(place) {
  if (!room.reference) {
    return fill(place, h("h2", {}, "The case at a glance"), h("p", { class: "quiet" },
      "There is no dispute yet. Once one is raised, this side shows its stages and limits, who was told what and why, and the record as it grows."));
  }
  const opened = new Set([...place.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  const scroll = place.scrollTop;
  const sideways = place.querySelector(".scroller")?.scrollLeft;
  const found = await get(`/cases/${room.reference}`);
  fill(place, heading(found), drawTimeline(found.picture, (place.clientWidth || Math.min(window.innerWidth, 440)) - 46), part("Stages", stages(found)), part(`Owed now (${found.duties.length})`, duties(found)),
    found.gates.length ? part("Gates", gates(found)) : null,
    part(`Who was told what, and why (${found.told.length})`, told(found)), part(`The record (${found.record.length})`, record(found)));
  for (const details of place.querySelectorAll("details[data-key]")) if (opened.has(details.dataset.key)) details.open = true;
  place.scrollTop = scroll;
  const scroller = place.querySelector(".scroller");
  if (sideways) scroller.scrollLeft = sideways;
}

function heading(found) {
  const chooser = room.cases.length > 1 ? h("select", { "aria-label": "Which dispute", onchange: (event) => { room.reference = event.target.value; refresh(); } },
    room.cases.map((each) => h("option", { value: each.reference, selected: each.reference === room.reference }, each.reference))) : null;
  return h("header", { class: "case-head" },
    h("h2", {}, found.reference), chooser, h("p", { class: "state" }, h("span", { class: `pill ${found.status === "open" ? "open" : "closed"}` }, found.status === "open" ? found.stage : found.status)),
    h("p", { class: "quiet" }, `${found.protocol}. About ${found.subject}, ${found.team}. Officer: ${found.officer}.`));
}

function part(title, ...content) {
  return h("section", { class: "part" }, h("h3", {}, title), ...content);
}

function stages(found) {
  const words = { done: "done", current: "now", ahead: "ahead", skipped: "left out" };
  return h("ol", { class: "stages" }, found.stages.map((stage) => h("li", { class: stage.state, "aria-current": stage.state === "current" ? "step" : null },
    h("span", { class: "stage-title" }, stage.title), h("span", { class: "quiet" }, stage.opened ? `${stage.entered}, ${stage.opened}` : words[stage.state]))));
}

function duties(found) {
  if (!found.duties.length) return h("p", { class: "quiet" }, "Nobody owes anything.");
  return h("ul", { class: "duties" }, found.duties.map((duty) => h("li", { class: duty.overdue ? "duty late" : "duty" },
    h("p", { class: "owes" }, h("strong", {}, capital(duty.owes)), duty.overdue ? h("span", { class: "pill late" }, "overdue") : null),
    h("p", {}, `${duty.owners.join(" and ")}${duty.names.length ? `: ${duty.names.join(", ")}` : ": nobody holds this role"}`),
    duty.due ? h("p", {}, `By ${duty.due}`) : h("p", { class: "quiet" }, "No limit in the protocol"),
    duty.acknowledged ? h("p", { class: "quiet" }, `Acknowledged by ${duty.acknowledged}. The limit goes on.`) : null,
    duty.reply_waiting ? h("p", { class: "quiet" }, "A reply has come that nobody has classified yet.") : null,
    why(`duty ${duty.owes}`, [duty.issued ? `Counted from ${duty.issued}, which is day 0.` : null, ...duty.skipped.map((day) => `Skipped: ${day}`), ...duty.rules.map(ruleWords)]))));
}

function gates(found) {
  return h("ul", { class: "gates" }, found.gates.map((gate) => h("li", {},
    h("span", { class: gate.opened ? "gate open" : "gate", "aria-hidden": "true" }, gate.opened ? "✓" : "○"),
    h("span", {}, `${gate.title} (${gate.rule}): `, h("span", { class: "quiet" }, gate.opened ? `recorded ${gate.opened}` : "not recorded")))));
}

function told(found) {
  return h("ol", { class: "told" }, found.told.map((notice) => h("li", {},
    h("p", {}, h("strong", {}, notice.what), h("span", { class: "quiet" }, ` · ${notice.at}`)),
    recipients("To", notice.to), recipients("Copy", notice.copies),
    why(`told ${notice.sequence} ${notice.what}`, [...notice.to, ...notice.copies].flatMap((each) => each.reasons.map((reason) => `${each.name}, as ${reason.role}. ${ruleWords(reason)}`))))));
}

function recipients(title, people) {
  if (!people.length) return null;
  const names = people.map((each) => `${each.name}${each.cover_for ? ` (for ${each.cover_for})` : ""}, ${each.reasons.map((reason) => `${reason.role} ${reason.rule}`).join(" and ")}`);
  return h("p", {}, h("span", { class: "label" }, `${title} `), names.join("; "));
}

function record(found) {
  return h("ol", { class: "record", reversed: true, start: found.record.length }, found.record.map((entry) => h("li", { class: entry.quiet ? "entry quiet-entry" : "entry", value: entry.sequence },
    h("p", {}, h("strong", {}, entry.kind), entry.stage ? ` · ${entry.stage}` : ""),
    h("p", { class: "quiet" }, `${entry.at} · ${entry.by}${entry.roles.length ? `, ${entry.roles.join(", ")}` : ""}`),
    entry.late_reason ? h("p", { class: "quiet" }, `Happened ${entry.happened}; recorded late: ${entry.late_reason}`) : null,
    entry.facts.length ? h("details", { class: "more", "data-key": `entry ${entry.sequence}` }, h("summary", {}, "What it says"),
      h("dl", { class: "facts" }, entry.facts.flatMap((fact) => [h("dt", {}, fact.label), h("dd", {}, fact.text)]))) : null)));
}

function why(key, lines) {
  const said = lines.filter(Boolean);
  return said.length ? h("details", { class: "more", "data-key": key }, h("summary", {}, "Why"), h("ul", {}, said.map((line) => h("li", {}, line)))) : null;
}

const ruleWords = (rule) => `${rule.rule}: ${rule.words}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
