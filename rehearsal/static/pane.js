// One pane: a person, and their chat or their mailbox.

import { ChatView } from "./chat.js";
import { avatar, fill, h } from "./dom.js";
import { MailView } from "./mailbox.js";
import { person, room, unseen } from "./room.js";

export class Pane {
  constructor(name, title, whenSwitched) {
    this.name = name;
    this.title = title;
    this.tab = "chat";
    this.whenSwitched = whenSwitched;
    this.views = new Map();
    this.head = h("header", { class: "pane-head" });
    this.body = h("div", { class: "pane-body", id: `body-${name}` });
    this.element = h("section", { class: "pane", id: `pane-${name}`, "aria-label": title, tabindex: "-1" }, this.head, this.body);
  }

  async show(id, tab = this.tab) {
    this.id = id;
    this.tab = tab;
    this.element.setAttribute("aria-label", `${this.title}: ${person(id).name}`);
    await this.refresh();
    this.whenSwitched();
  }

  async refresh() {
    if (!this.id || !person(this.id)) return;
    const view = this.view();
    if (this.body.firstElementChild !== view.element) fill(this.body, view.element);
    await view.refresh();
    this.drawHead();
  }

  view() {
    const key = `${this.id} ${this.tab}`;
    if (!this.views.has(key)) this.views.set(key, this.tab === "chat" ? new ChatView(this.id) : new MailView(this.id));
    return this.views.get(key);
  }

  forget() {
    this.views.clear();
    fill(this.body);
  }

  drawHead() {
    const shown = person(this.id);
    const had = this.head.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    const select = h("select", { class: "who", "data-part": "who", "aria-label": `${this.title}: who`, onchange: (event) => this.show(event.target.value) },
      room.view.people.map((each) => h("option", { value: each.id, selected: each.id === this.id }, each.name)));
    const fresh = unseen(this.id);
    fill(this.head, avatar(shown.name),
      h("div", { class: "who-box" }, select, h("p", { class: "role" }, shown.titles.join(", ") || "No role")),
      h("div", { class: "pane-tabs", role: "group", "aria-label": `${shown.name}: show` }, this.button("chat", "Chat", fresh.chat), this.button("mail", "Mail", fresh.mail)));
    if (had) this.head.querySelector(`[data-part="${had}"]`)?.focus();
  }

  button(tab, title, fresh) {
    const count = fresh ? h("span", { class: "count" }, String(fresh), h("span", { class: "hidden-words" }, " new")) : null;
    return h("button", { type: "button", class: "pane-tab", "data-part": tab, "aria-pressed": String(this.tab === tab), onclick: () => this.show(this.id, tab) }, title, count);
  }
}
