// One person's chat with the assistant, as Teams shows it.

import { fillIn, hasButtons, hasForm, nameInputs, showCard } from "./cards.js";
import { announce, h } from "./dom.js";
import { get, post } from "./net.js";
import { person, room, see } from "./room.js";
import { isDark } from "./theme.js";

// Milliseconds after we moved the list ourselves in which its scrolling isn't somebody's.
const OURS = 400;

export class ChatView {
  constructor(id) {
    this.id = id;
    this.shown = new Map();
    this.following = true;
    this.placed = 0;
    this.list = h("div", { class: "messages", role: "log", "aria-label": `Chat of ${person(id).name}`, tabindex: "0" });
    // The newest is kept in sight, unless somebody has scrolled back to read.
    this.list.addEventListener("scroll", () => {
      if (performance.now() - this.placed > OURS) this.following = this.atEnd();
    }, { passive: true });
    this.box = h("textarea", { class: "box", rows: "1", placeholder: "Type a message", "aria-label": `Message as ${person(id).name}` });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.send(this.box.value);
      }
    });
    const send = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send", onclick: () => this.send(this.box.value) }, "➤");
    this.hints = h("div", { class: "hints", role: "group", "aria-label": "Things to type" },
      ["my disputes", "raise a dispute", "help"].map((words) => h("button", { type: "button", class: "chip", onclick: () => this.send(words) }, words)));
    this.element = h("div", { class: "chat" }, this.list, this.hints, h("div", { class: "composer" }, this.box, send));
  }

  async refresh() {
    const { messages } = await get(`/people/${this.id}/chat`);
    const before = this.shown;
    this.shown = new Map();
    let fresh = 0;
    const items = [];
    let day = null;
    for (const message of messages) {
      if (message.day !== day) items.push(divider((day = message.day)));
      const key = `${message.version} ${isDark()}`;
      let known = before.get(message.id);
      if (!known || known.key !== key) {
        known = { key, item: this.item(message) };
        fresh += 1;
      }
      this.shown.set(message.id, known);
      items.push(known.item);
    }
    this.place(items);
    see(this.id, "chat");
    if (fresh && (this.following || before.size === 0)) this.toEnd(items);
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
  }

  // Leaves what is there where it is: taking an element out of the page would lose what was typed into it.
  place(items) {
    const wanted = new Set(items);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    items.forEach((item, index) => {
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
  }

  toEnd(items) {
    const last = items.at(-1);
    if (!last) return;
    this.placed = performance.now();
    const tall = last.offsetHeight > this.list.clientHeight - 40;
    this.list.scrollTop = tall ? last.offsetTop - this.list.offsetTop - 12 : this.list.scrollHeight;
  }

  item(message) {
    if (!message.bot) {
      return h("div", { class: "message own" }, h("div", { class: "meta" }, message.at), h("div", { class: "bubble" }, message.text));
    }
    const parts = [message.text ? h("div", { class: "bubble" }, message.text) : null];
    const status = h("p", { class: "status", role: "status" });
    if (message.card) parts.push(...this.card(message, status));
    const name = message.forwarded ? `Forwarded by ${message.forwarded}` : "Dispute Resolution Assistant";
    return h("div", { class: message.card ? "message bot wide" : "message bot" },
      h("img", { class: "bot-mark", src: "/practice/static/mark.svg", alt: "" }),
      h("div", { class: "said" }, h("div", { class: "meta" }, h("span", { class: "name" }, name), h("span", { class: "tag" }, "Practice"), message.at), parts, status));
  }

  card(message, status) {
    const shown = showCard(message, (action) => this.press(message, action, status, shown));
    nameInputs(shown, message.card);
    const tools = h("div", { class: "tools" });
    if (hasForm(message.card)) tools.append(h("button", { type: "button", class: "chip", onclick: () => this.sample(message, shown) }, "Sample text"));
    if (hasButtons(message.card)) tools.append(this.forward(message, status));
    return [shown, tools];
  }

  forward(message, status) {
    const others = room.view.people.filter((each) => each.id !== this.id);
    const label = `Forward this card from ${person(this.id).name} to`;
    return h("select", {
      class: "chip", "aria-label": label,
      onchange: async (event) => {
        const to = event.target.value;
        event.target.value = "";
        if (to) await this.doing(status, () => post(`/people/${this.id}/forward`, { message: message.id, to }));
      },
    }, h("option", { value: "" }, "Forward to …"), others.map((each) => h("option", { value: each.id }, each.name)));
  }

  async sample(message, shown) {
    fillIn(shown, await get(`/people/${this.id}/chat/${encodeURIComponent(message.id)}/sample`));
    announce("The form is filled in with sample text.");
  }

  async press(message, action, status, shown) {
    shown.classList.add("busy");
    await this.doing(status, async () => {
      const { said, failed } = await post(`/people/${this.id}/press`, { message: message.id, action });
      if (said) status.textContent = said;
      status.classList.toggle("failed", Boolean(failed));
      if (said) status.scrollIntoView({ block: "nearest" });
    });
    shown.classList.remove("busy");
  }

  async send(text) {
    if (!text.trim()) return;
    this.box.value = "";
    this.following = true;
    await this.doing(null, () => post(`/people/${this.id}/say`, { text }));
  }

  async doing(status, what) {
    this.element.setAttribute("aria-busy", "true");
    try {
      if (status) status.textContent = "";
      await what();
    } catch (error) {
      if (status) status.textContent = error.message;
      else announce(error.message);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }
}

const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function divider(day) {
  return h("div", { class: "day" }, h("span", {}, DAY.format(new Date(`${day}T12:00Z`)).replace(",", "")));
}

