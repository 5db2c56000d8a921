// Shows a card with Microsoft's own library, and says which button was pressed with which inputs.

import { h } from "./dom.js";
import { hostConfig } from "./host_config.js";
import { isDark } from "./theme.js";

const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
const markdown = window.markdownit({ html: false, linkify: false, breaks: true });

AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

export function showCard(message, onPress) {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(hostConfig(isDark()));
  card.parse(message.card);
  card.onExecuteAction = (action) => onPress(pressed(action));
  const shown = h("div", { class: "card", "data-version": message.version }, card.render());
  tidy(shown);
  return shown;
}

function pressed(action) {
  return { type: action.getJsonTypeName(), id: action.id, verb: action.verb, title: action.title, data: action.data };
}

// What the library leaves out for people who use a keyboard or listen.
function tidy(shown) {
  const rendered = shown.firstElementChild;
  rendered?.removeAttribute("tabindex");
  for (const group of shown.querySelectorAll(".ac-choiceSetInput-multiSelect, .ac-choiceSetInput-expanded")) {
    if (!group.getAttribute("role")) group.setAttribute("role", "group");
  }
  for (const set of shown.querySelectorAll(".ac-actionSet")) {
    if (set.getAttribute("role") === "menubar") set.setAttribute("role", "group");
  }
  for (const button of shown.querySelectorAll(".ac-pushButton")) {
    if (button.getAttribute("role") === "menuitem") button.removeAttribute("role");
    button.removeAttribute("aria-posinset");
    button.removeAttribute("aria-setsize");
  }
}

// Puts answers into a card's inputs, as if they had been typed.
export function fillIn(shown, answers) {
  for (const [name, value] of Object.entries(answers)) {
    for (const part of shown.querySelectorAll("input, textarea, select")) {
      if (!belongs(part, name)) continue;
      if (part.type === "radio" || part.type === "checkbox") {
        const wanted = value.split(",").includes(part.value);
        if (part.checked !== wanted) part.click();
      } else {
        part.value = value;
        for (const kind of ["input", "change"]) part.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
  }
}

function belongs(part, name) {
  return part.dataset.name === name;
}

// Marks each element with the id of the input that it belongs to; the library gives it an id of its own.
export function nameInputs(shown, card) {
  const inputs = collect(card);
  const groups = [...shown.querySelectorAll(".ac-input")];
  groups.forEach((group, index) => {
    const name = inputs[index]?.id;
    const parts = group.matches("input, textarea, select") ? [group] : group.querySelectorAll("input, textarea, select");
    for (const part of parts) part.dataset.name = name;
  });
}

function collect(part) {
  if (Array.isArray(part)) return part.flatMap(collect);
  if (!part || typeof part !== "object") return [];
  const own = String(part.type).startsWith("Input.") ? [part] : [];
  return own.concat(["body", "items", "columns"].flatMap((key) => collect(part[key] ?? [])));
}

export function hasForm(card) {
  return collect(card).length > 0;
}


export function hasButtons(card) {
  return JSON.stringify(card).includes('"Action.Execute"');
}
