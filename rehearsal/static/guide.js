// The guided scenario: what to do now, what has just happened; by hand, one step at a time, or by itself.

import { announce, fill, h } from "./dom.js";
import { post } from "./net.js";
import { person, refresh, room } from "./room.js";

const PAUSE = 3500;
const STORY_SPEED = Number(new URLSearchParams(location.search).get("pause") ?? PAUSE);

let playing = false;
let shownStep = null;

export function drawGuide(place, goTo) {
  const guide = room.view.guide;
  place.hidden = !guide;
  if (!guide) return;
  const finished = guide.tell === null;
  if (finished) playing = false;
  const step = `${guide.id} ${guide.at}`;
  if (step !== shownStep) {
    shownStep = step;
    goTo(guide);
    if (guide.before) announce(guide.before);
  }
  const had = place.contains(document.activeElement) ? document.activeElement.dataset.part : null;
  fill(place,
    h("div", { class: "story" },
      h("h2", {}, guide.title, h("span", { class: "step" }, finished ? "the end" : `step ${guide.at + 1} of ${guide.of}`)),
      h("div", { class: "progress", "aria-hidden": "true" }, Array.from({ length: guide.of }, (_, index) => h("i", { class: index < guide.at ? "past" : index === guide.at ? "here" : "" })))),
    h("div", { class: "telling" }, guide.before ? h("p", { class: "before" }, guide.before) : h("p", { class: "before" }, guide.about),
      h("p", { class: "tell" }, finished ? "That was the story. Go on as you like, or begin another." : [guide.who ? h("strong", {}, `${person(guide.who).name}: `) : null, guide.tell])),
    finished ? null : h("div", { class: "story-buttons" },
      h("button", { type: "button", class: "main", "data-part": "do", disabled: playing, onclick: () => once() }, guide.looking ? "Seen it, go on" : "Do it for me"),
      guide.told_by_hand && !guide.looking ? h("button", { type: "button", class: "plain-button", "data-part": "done", onclick: () => once({ done: true }) }, "I have done it") : null,
      h("button", { type: "button", class: "plain-button", "data-part": "play", onclick: () => (playing ? stop() : play()) }, playing ? "Pause" : "Play by itself")));
  if (had) place.querySelector(`[data-part="${had}"]`)?.focus();
}

async function once(how = {}) {
  try {
    await post("/guide", how);
    return true;
  } catch (error) {
    announce(error.message);
    playing = false;
    const tell = document.querySelector(".guide .tell");
    if (tell) tell.textContent = error.message;
    return false;
  }
}

async function play() {
  playing = true;
  await refresh();
  while (playing && (await once())) {
    await refresh();
    await new Promise((resolve) => setTimeout(resolve, STORY_SPEED));
  }
  playing = false;
  await refresh();
}

function stop() {
  playing = false;
  refresh();
}

export function stopPlaying() {
  playing = false;
  shownStep = null;
}
