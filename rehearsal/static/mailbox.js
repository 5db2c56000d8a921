// One person's mailbox: the list, a letter, the reply, and what the mailbox does by itself.

import { announce, fill, h } from "./dom.js";
import { get, post } from "./net.js";
import { person, see } from "./room.js";

export class MailView {
  constructor(id) {
    this.id = id;
    this.open = null;
    this.plain = false;
    this.list = h("ul", { class: "letters" });
    this.letter = h("article", { class: "letter", "aria-label": `Letter to ${person(id).name}` });
    this.switches = h("div", { class: "switches", role: "group", "aria-label": `Mailbox of ${person(id).name}` });
    this.address = h("p", { class: "address" });
    this.element = h("div", { class: "mail" }, h("div", { class: "mail-head" }, this.address, this.switches), this.list, this.letter);
  }

  async refresh() {
    const mail = await get(`/people/${this.id}/mail`);
    this.address.textContent = mail.address;
    fill(this.switches,
      toggle("Out of office", mail.absence !== null, (on) => this.doing(() => post(`/people/${this.id}/absence`, { on }))),
      toggle("Bounce this address", mail.dead, (on) => this.doing(() => post(`/people/${this.id}/dead`, { on }))));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.letter : null;
    const newest = mail.letters[0]?.id ?? null;
    if (!this.newest || this.newest !== newest) this.open = newest;
    this.newest = newest;
    fill(this.list, mail.letters.length ? mail.letters.map((each) => this.row(each)) : h("li", { class: "empty" }, "No mail yet."));
    if (focused) this.list.querySelector(`[data-letter="${focused}"]`)?.focus();
    if (this.open !== this.opened || !this.open) await this.show();
    see(this.id, "mail");
  }

  row(letter) {
    const current = letter.id === this.open;
    return h("li", {}, h("button", {
      type: "button", class: "letter-row", "data-letter": letter.id, "aria-current": current ? "true" : null,
      onclick: () => this.choose(letter.id),
    }, h("span", { class: "subject" }, letter.subject), h("span", { class: "when" }, letter.at)));
  }

  async choose(id) {
    this.open = id;
    for (const row of this.list.querySelectorAll(".letter-row")) {
      if (row.dataset.letter === id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    await this.show();
  }

  async show() {
    this.opened = this.open;
    if (!this.open) return fill(this.letter);
    const letter = await get(`/people/${this.id}/mail/${this.open}`);
    const head = h("dl", { class: "heads" },
      [["From", letter.from], ["To", letter.to], ["Copies", letter.copies]].filter(([, value]) => value)
        .flatMap(([title, value]) => [h("dt", {}, title), h("dd", {}, value.replaceAll(/\s*<[^>]*>|"/g, ""))]));
    const body = h("div", { class: "letter-body" });
    this.body(body, letter);
    const views = letter.html ? h("div", { class: "views", role: "group", "aria-label": "Show the letter as" },
      this.view("As sent", false, body, letter), this.view("Plain text", true, body, letter)) : null;
    fill(this.letter, h("h3", {}, letter.subject), head, this.reply(letter), views, body);
    this.letter.scrollTop = 0;
  }

  view(title, plain, body, letter) {
    return h("button", {
      type: "button", class: "chip", "aria-pressed": String(this.plain === plain),
      onclick: () => { this.plain = plain; this.opened = null; this.show(); },
    }, title);
  }

  body(place, letter) {
    if (this.plain || !letter.html) return fill(place, h("pre", { class: "plain", tabindex: "0", "aria-label": "Plain text" }, letter.text));
    // Nothing in a letter may run or reach out; its links are taken over by the reply below.
    const frame = h("iframe", { class: "sheet", sandbox: "allow-same-origin", title: `Letter: ${letter.subject}`, srcdoc: letter.html });
    frame.addEventListener("load", () => {
      const inside = frame.contentDocument;
      frame.style.height = `${inside.documentElement.scrollHeight + 8}px`;
      for (const link of inside.querySelectorAll("a[href]")) {
        link.addEventListener("click", (event) => { event.preventDefault(); this.follow(link.href, letter); });
      }
    });
    fill(place, frame);
  }

  // A reply link of the letter: its subject chooses, its body is what to begin with.
  follow(href, letter) {
    if (!href.startsWith("mailto:")) return announce("That link leads outside, which the practice room never does.");
    const asked = new URLSearchParams(href.slice(href.indexOf("?") + 1));
    const choice = letter.choices.find((each) => each.subject === asked.get("subject"));
    if (this.select) this.select.value = choice?.verb ?? "";
    this.text.value = asked.get("body") ?? "";
    this.text.focus();
  }

  reply(letter) {
    this.text = h("textarea", { rows: "2", class: "reply-text", "aria-label": `Reply as ${person(this.id).name}`, placeholder: "Write a reply" });
    this.select = letter.choices.length ? h("select", { "aria-label": "What the reply is" },
      h("option", { value: "" }, "In my own words"), letter.choices.map((each) => h("option", { value: each.verb }, each.title))) : null;
    const send = h("button", { type: "submit", class: "main" }, "Send reply");
    return h("form", {
      class: "reply", "aria-label": "Reply",
      onsubmit: async (event) => {
        event.preventDefault();
        const text = this.text.value.trim() || (this.select?.value ? "As the subject says." : "");
        if (!text) return this.text.focus();
        send.disabled = true;
        await this.doing(() => post(`/people/${this.id}/reply`, { letter: letter.id, text, choice: this.select?.value || null }));
        send.disabled = false;
        this.text.value = "";
        announce("The reply was sent to the shared mailbox.");
      },
    }, this.text, h("div", { class: "reply-row" }, this.select, send));
  }

  async doing(what) {
    try {
      await what();
    } catch (error) {
      announce(error.message);
    }
  }
}

function toggle(title, on, act) {
  return h("button", { type: "button", class: "switch", role: "switch", "aria-checked": String(on), onclick: () => act(!on) },
    h("span", { class: "knob", "aria-hidden": "true" }), title);
}
