// What the page knows: the room as the service last told it, and what each person has already seen.

import { get } from "./net.js";

export const room = { view: null, reference: null, seen: {}, listeners: new Set() };

export async function refresh() {
  room.view = await get("/room");
  const cases = await get("/cases");
  room.cases = cases;
  if (!cases.some((each) => each.reference === room.reference)) room.reference = cases[0]?.reference ?? null;
  for (const listener of room.listeners) await listener();
}

export function whenChanged(listener) {
  room.listeners.add(listener);
}

export function person(id) {
  return room.view.people.find((each) => each.id === id);
}

// Who is worth watching first: an officer, and whoever answers.
export function firstTwo() {
  const people = room.view.people;
  const other = people.find((each) => each.titles.some((title) => /manager/i.test(title))) ?? people[1];
  return [people[0].id, other.id];
}

// Messages and letters that nobody has looked at in this page.
export function unseen(id) {
  const now = person(id);
  const before = room.seen[id] ?? { chat: 0, mail: 0 };
  return { chat: Math.max(0, now.messages - before.chat), mail: Math.max(0, now.letters - before.mail) };
}

export function see(id, what) {
  const now = person(id);
  room.seen[id] = { chat: 0, mail: 0, ...room.seen[id] };
  room.seen[id][what] = what === "chat" ? now.messages : now.letters;
}
