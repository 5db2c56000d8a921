// Draws a dispute's course: days, weekends, bank holidays with their names, stages, limits, the marker, today.

import { h, svg } from "./dom.js";

const ROW = 26;
const TOP = 46;
const MONTH_NAME = 96;
const DAY_MS = 86_400_000;
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const at = (iso) => new Date(`${iso}T12:00Z`);
const long = (iso) => LONG.format(at(iso)).replace(",", "");

export function drawTimeline(picture, room) {
  const days = Math.round((at(picture.to) - at(picture.from)) / DAY_MS) + 1;
  const wide = Math.max(4, Math.min(24, (room - 12) / days));
  const x = (iso) => Math.round((at(iso) - at(picture.from)) / DAY_MS) * wide;
  const rows = picture.visits.length + picture.ahead.length;
  const holidays = picture.off.filter((day) => day.why);
  const height = TOP + rows * ROW + 58;
  const drawing = svg("svg", { width: days * wide + 8, height, role: "img", "aria-label": inWords(picture), class: "timeline" });
  for (const day of picture.off) drawing.append(offDay(day, x, wide, height));
  months(picture, days, wide).forEach((part) => drawing.append(part));
  weeks(picture, days, wide, height).forEach((part) => drawing.append(part));
  picture.visits.forEach((visit, row) => drawing.append(...stage(visit, row, picture, x, wide, days * wide)));
  picture.ahead.forEach((step, index) => drawing.append(...ahead(step, picture.visits.length + index, x, wide, days * wide)));
  for (const limit of picture.limits) if (limit.clock) drawing.append(diamond(limit, x, wide, height));
  for (const event of picture.events) drawing.append(dot(event, x, wide, height));
  if (picture.marker) drawing.append(...upright(x(picture.marker) + wide, height, "marker-line", "20 days"));
  drawing.append(...upright(x(picture.now) + wide / 2, height, "now-line", "Today"));
  return h("figure", { class: "picture" }, h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Timeline" }, drawing), legend(holidays), words(picture));
}

function offDay(day, x, wide, height) {
  const part = svg("rect", { x: x(day.on), y: 22, width: wide, height: height - 40, class: day.why ? "holiday" : "weekend" });
  part.append(svg("title", {}, `${long(day.on)}${day.why ? `: ${day.why}` : ""}`));
  return part;
}

function months(picture, days, wide) {
  const parts = [];
  for (let index = 0; index < days; index += 1) {
    const day = new Date(at(picture.from).getTime() + index * DAY_MS);
    if (day.getUTCDate() === 1 || index === 0) {
      const soon = Math.ceil(MONTH_NAME / wide);
      const crowded = index === 0 && new Date(day.getTime() + soon * DAY_MS).getUTCMonth() !== day.getUTCMonth();
      const form = crowded ? { month: "short", timeZone: "UTC" } : { month: "long", year: "numeric", timeZone: "UTC" };
      const name = day.toLocaleDateString("en-GB", form);
      parts.push(svg("text", { x: index * wide + 2, y: 12, class: "month" }, name));
    }
  }
  return parts;
}

function weeks(picture, days, wide, height) {
  const parts = [];
  for (let index = 0; index < days; index += 1) {
    const day = new Date(at(picture.from).getTime() + index * DAY_MS);
    if (day.getUTCDay() !== 1) continue;
    const crowded = wide < 5 && Math.floor(index / 7) % 2 === 1;
    parts.push(svg("line", { x1: index * wide, x2: index * wide, y1: 22, y2: height - 18, class: "week" }));
    if (!crowded) parts.push(svg("text", { x: index * wide + 3, y: 34, class: "date" }, String(day.getUTCDate())));
  }
  return parts;
}

function stage(visit, row, picture, x, wide, all) {
  const end = visit.ended ?? (picture.open ? picture.now : visit.opened);
  const from = x(visit.opened);
  const width = Math.max(wide, x(end) - from + wide);
  const y = TOP + row * ROW;
  return [
    svg("rect", { x: from, y, width, height: ROW - 8, rx: 4, class: visit.ended ? "stage" : "stage current" }),
    label(visit.title, from, width, y, all, "stage-name"),
  ];
}

function ahead(step, row, x, wide, all) {
  const from = x(step.opens);
  const width = x(step.due) - from + wide;
  const y = TOP + row * ROW;
  return [
    svg("rect", { x: from, y, width, height: ROW - 8, rx: 4, class: "stage ahead" }),
    label(`${step.title}?`, from, width, y, all, "stage-name quiet-text"),
  ];
}

// Beside its bar: after it where there is room, otherwise before it.
function label(text, from, width, y, all, kind) {
  const fits = from + width + 6 + text.length * 6.5 < all;
  const place = fits ? { x: from + width + 6 } : { x: from - 6, "text-anchor": "end" };
  return svg("text", { ...place, y: y + 13, class: kind }, text);
}

function diamond(limit, x, wide, height) {
  const middle = x(limit.on) + wide / 2;
  const y = height - 42;
  const part = svg("path", { d: `M${middle} ${y - 7}l7 7l-7 7l-7 -7z`, class: limit.open ? "limit" : "limit met" });
  part.append(svg("title", {}, `${limit.text}${limit.open ? "" : " (closed)"}`));
  return part;
}

function dot(event, x, wide, height) {
  const part = svg("circle", { cx: x(event.on) + wide / 2, cy: height - 24, r: 3, class: "event" });
  part.append(svg("title", {}, `${long(event.on)}: ${event.text}`));
  return part;
}

function upright(where, height, kind, title) {
  return [
    svg("line", { x1: where, x2: where, y1: 16, y2: height - 14, class: kind }),
    svg("text", { x: where, y: height - 3, class: `${kind}-name`, "text-anchor": where < 20 ? "start" : "middle" }, title),
  ];
}

function legend(holidays) {
  const named = holidays.map((day) => `${SHORT.format(at(day.on))} ${day.why}`).join(" · ");
  return h("figcaption", { class: "legend" },
    h("span", {}, h("i", { class: "key weekend-key" }), "weekend"), h("span", {}, h("i", { class: "key holiday-key" }), named || "no bank holidays here"),
    h("span", {}, h("i", { class: "key limit-key" }), "limit"), h("span", {}, h("i", { class: "key event-key" }), "entry"));
}

function inWords(picture) {
  const parts = picture.visits.map((visit) => `${visit.title} from ${long(visit.opened)}${visit.ended ? ` to ${long(visit.ended)}` : ""}`);
  return `Timeline. ${parts.join(". ")}.`;
}

function words(picture) {
  const lines = [
    ...picture.visits.map((visit) => `${visit.title}: from ${long(visit.opened)}${visit.ended ? ` to ${long(visit.ended)}` : ", still open"}`),
    ...picture.limits.map((limit) => `${limit.text}${limit.open ? "" : " (closed)"}`),
    ...picture.ahead.map((step) => `If nobody answers: ${step.title} from ${long(step.opens)} to ${long(step.due)}`),
    ...picture.off.filter((day) => day.why).map((day) => `${long(day.on)} doesn't count: ${day.why}`),
    picture.marker ? `The 20-working-day marker: ${long(picture.marker)}` : null,
  ].filter(Boolean);
  return h("details", { class: "more" }, h("summary", {}, "The same in words"), h("ul", {}, lines.map((line) => h("li", {}, line))));
}
