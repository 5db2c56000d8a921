// The page: header, people, panes, case; and what happens when the service says that something changed.

import { beginDialog } from "./begin.js";
import { drawCase } from "./case.js";
import { drawClock } from "./clock.js";
import { announce, avatar, fill, h } from "./dom.js";
import { drawGuide, stopPlaying } from "./guide.js";
import { listen } from "./net.js";
import { Pane } from "./pane.js";
import { firstTwo, person, refresh, room, unseen, whenChanged } from "./room.js";
import { apply, isDark, toggle, whenToggled } from "./theme.js";

const by = (id) => document.getElementById(id);
const panes = [new Pane("a", "First pane", drawPeople), new Pane("b", "Second pane", drawPeople)];
const PARTS = [["people", "People"], ["pane-a", "Chat and mail"], ["case", "The case"]];
let active = panes[0];
let practice = null;

async function draw() {
  const now = `${room.view.protocol.id} ${room.view.size} ${room.view.guide?.id ?? ""}`;
  if (practice !== now || !panes.every((pane) => pane.id && person(pane.id))) await beginHere(now);
  drawTop();
  for (const pane of panes) await pane.refresh();
  await drawCase(by("case"));
  drawPeople();
  drawGuide(by("guide"), goTo);
}

async function beginHere(now) {
  practice = now;
  stopPlaying();
  room.seen = Object.fromEntries(room.view.people.map((each) => [each.id, { chat: each.messages, mail: each.letters }]));
  const two = firstTwo();
  panes.forEach((pane, index) => { pane.forget(); pane.id = two[index]; pane.tab = "chat"; });
  document.title = `Practice room: ${room.view.council}`;
}

function drawTop() {
  let clock = by("clock");
  if (!clock) {
    clock = h("div", { id: "clock" });
    fill(by("top"),
      h("div", { class: "brand" }, h("img", { src: "/practice/static/mark.svg", alt: "" }), h("h1", {}, "Practice room"), h("span", { class: "practice-tag" }, "Practice", h("span", { class: "long" }, ". Nothing here is real."))),
      h("p", { id: "council", class: "council" }), clock,
      h("div", { class: "top-buttons" },
        h("button", { type: "button", id: "theme", class: "plain-button", onclick: toggle }),
        h("button", { type: "button", id: "begin", class: "main", onclick: beginDialog }, "Begin", h("span", { class: "long" }, " a practice"))));
  }
  fill(by("council"), h("strong", {}, room.view.council), ` · ${room.view.protocol.council}: ${room.view.protocol.title}`);
  by("theme").textContent = isDark() ? "Light" : "Dark";
  drawClock(clock);
}

function drawPeople() {
  const nav = by("people");
  const had = nav.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  fill(nav, h("h2", { class: "people-title" }, "People"), h("ul", {}, room.view.people.map((each) => {
    const fresh = unseen(each.id);
    const total = fresh.chat + fresh.mail;
    const open = panes.some((pane) => pane.id === each.id);
    return h("li", {}, h("button", { type: "button", class: "person", "data-id": each.id, "aria-current": open ? "true" : null, onclick: () => openPerson(each.id) },
      avatar(each.name), h("span", { class: "person-words" }, h("span", { class: "person-name" }, each.name), h("span", { class: "person-role" }, each.titles.join(", ") || "No role")),
      total && !open ? h("span", { class: "count" }, String(total), h("span", { class: "hidden-words" }, " new")) : null));
  })));
  if (had) nav.querySelector(`[data-id="${had}"]`)?.focus();
}

// The pane that was used last shows the person, unless another pane shows them already.
async function openPerson(id, tab) {
  const shown = panes.find((pane) => pane.id === id);
  const target = shown && isVisible(shown) ? shown : isVisible(active) ? active : panes[0];
  await target.show(id, tab ?? "chat");
  active = target;
  showPart("pane-a");
}

const isVisible = (pane) => pane.element.offsetParent !== null;

// Brings into view what a step of a story is about: the officer left, everybody else right.
async function goTo(guide) {
  if (guide.where === "clock") by("clock").querySelector("summary").classList.add("hint");
  else by("clock").querySelector("summary").classList.remove("hint");
  if (guide.where === "case") return showPart("case");
  if (!guide.who || !["chat", "mail"].includes(guide.where)) return;
  const officer = guide.who === room.view.people[0].id;
  active = !isVisible(panes[1]) || officer ? panes[0] : panes[1];
  await active.show(guide.who, guide.where);
  showPart("pane-a");
}

function showPart(part) {
  by("columns").dataset.part = part;
  for (const button of by("tabs").children) button.setAttribute("aria-pressed", String(button.dataset.part === part));
}

function onEvent(event) {
  if (event.what === "lost") return document.body.classList.add("lost");
  document.body.classList.remove("lost");
  if (event.what === "closing") {
    practice = null;
    return announce("The practice is closing.");
  }
  later();
}

let waiting = null;
let again = false;

// One drawing at a time; what comes meanwhile is drawn once more afterwards.
function later() {
  if (waiting) {
    again = true;
    return;
  }
  waiting = refresh().catch((error) => announce(error.message)).finally(() => {
    waiting = null;
    if (again) {
      again = false;
      later();
    }
  });
}

by("panes").append(...panes.map((pane) => pane.element));
fill(by("tabs"), PARTS.map(([part, title]) => h("button", { type: "button", "data-part": part, onclick: () => showPart(part) }, title)));
showPart("pane-a");
panes.forEach((pane) => pane.element.addEventListener("focusin", () => { active = pane; }));
whenChanged(draw);
whenToggled(() => room.view && draw());
apply();
await refresh();
listen(onEvent);
