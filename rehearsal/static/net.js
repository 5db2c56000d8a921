// Talks to the room's service. A refusal becomes an Error with its words.

const BASE = "/practice/api";

export async function get(path) {
  return answer(await fetch(BASE + path));
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(BASE + path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function answer(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.ok) return response.json();
  const said = json ? (await response.json()).refused : await response.text();
  throw new Error(said || `The room answered ${response.status}.`);
}

export function listen(changed) {
  const events = new EventSource("/practice/events");
  let lost = false;
  events.onmessage = (event) => changed(JSON.parse(event.data));
  events.onerror = () => {
    lost = true;
    changed({ what: "lost" });
  };
  events.onopen = () => {
    if (lost) changed({ what: "back" });
    lost = false;
  };
}
