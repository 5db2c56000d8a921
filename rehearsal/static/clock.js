// The clock: what time it is in the case, and where it may go.

import { announce, fill, h, svg } from "./dom.js";
import { post } from "./net.js";
import { room } from "./room.js";

const WAYS = [
  ["nudge", "Next nudge"],
  ["deadline", "Next deadline"],
  ["past", "Past the deadline"],
  ["working-day", "Next working day"],
];

export function drawClock(place) {
  const clock = room.view.clock;
  const open = place.querySelector("details")?.open;
  const hinted = place.querySelector("summary")?.classList.contains("hint");
  const had = place.contains(document.activeElement) && document.activeElement.tagName === "SUMMARY";
  const day = clock.working ? "A working day" : `Not a working day: ${clock.why}`;
  const panel = h("div", { class: "clock-panel" }, h("p", { class: "quiet" }, day), WAYS.map(([way, title]) => wayOn(way, title)), dateForm(clock));
  fill(place, h("details", { class: "clock", open },
    h("summary", { class: hinted ? "hint" : null, "aria-label": `Clock: ${clock.now}. Move it.` }, face(), h("span", {}, clock.now)), panel));
  if (had) place.querySelector("summary").focus();
}

function face() {
  return svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 8, r: 6.5, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
    svg("path", { d: "M8 4.5V8l2.5 1.5", fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round" }));
}

function wayOn(way, title) {
  const to = room.view.clock.ahead[way];
  return h("button", { type: "button", class: "way", "data-way": way, disabled: !to, onclick: () => move(way) },
    h("span", {}, title), h("small", {}, to ?? "nothing ahead"));
}

function dateForm(clock) {
  const input = h("input", { type: "date", min: clock.date, value: clock.date, "aria-label": "A date" });
  return h("form", { class: "date-form", "aria-label": "Go to a date", onsubmit: (event) => { event.preventDefault(); move(input.value); } },
    input, h("button", { type: "submit", class: "main" }, "Go there, 09:00"));
}

function close() {
  const details = document.querySelector("details.clock[open]");
  if (!details) return;
  details.open = false;
  details.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
document.addEventListener("pointerdown", (event) => {
  const details = document.querySelector("details.clock[open]");
  if (details && !details.contains(event.target)) details.open = false;
});

export async function move(to) {
  try {
    await post("/clock", { to });
    close();
    announce("The clock has moved.");
  } catch (error) {
    announce(error.message);
    const note = document.querySelector(".clock-panel .quiet");
    if (note) note.textContent = error.message;
  }
}
