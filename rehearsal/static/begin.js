// Choosing what to practise: protocol, council, scenario; the practice begins afresh.

import { announce, fill, h } from "./dom.js";
import { post } from "./net.js";
import { room } from "./room.js";

export function beginDialog() {
  const { choices, protocol, size, guide } = room.view;
  const dialog = h("dialog", { class: "begin", "aria-labelledby": "begin-title" });
  const protocols = h("select", { id: "begin-protocol" }, choices.protocols.map((each) => h("option", { value: each.id, selected: each.id === protocol.id }, `${each.council}: ${each.title}`)));
  const sizes = radios("size", "Council", choices.sizes, size);
  const scenarios = h("div");
  const draw = () => {
    const chosen = choices.protocols.find((each) => each.id === protocols.value);
    const told = choices.scenarios.filter((each) => chosen.scenarios.includes(each.id));
    const free = { id: "", title: "Free play", about: "No story: everybody is yours to play." };
    fill(scenarios, radios("scenario", "Scenario", [free, ...told], told.some((each) => each.id === guide?.id) ? guide.id : ""));
  };
  protocols.addEventListener("change", draw);
  draw();
  const note = h("p", { class: "quiet", role: "status" }, "What was practised before is thrown away.");
  const form = h("form", {
    method: "dialog",
    onsubmit: async (event) => {
      event.preventDefault();
      const chosen = new FormData(form);
      try {
        await post("/begin", { protocol: protocols.value, size: chosen.get("size"), scenario: chosen.get("scenario") });
        dialog.close();
        announce("A new practice begins.");
      } catch (error) {
        note.textContent = error.message;
      }
    },
  },
    h("h2", { id: "begin-title" }, "Begin a practice"), h("label", { class: "field", for: "begin-protocol" }, "Protocol", protocols), sizes, scenarios, note,
    h("div", { class: "row" }, h("button", { type: "submit", class: "main" }, "Begin"), h("button", { type: "button", class: "plain-button", onclick: () => dialog.close() }, "Not now")));
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function radios(name, legend, choices, current) {
  return h("fieldset", {}, h("legend", {}, legend), choices.map((each) => h("label", { class: "choice" },
    h("input", { type: "radio", name, value: each.id, checked: each.id === current }), h("span", {}, h("strong", {}, each.title), h("small", {}, each.about)))));
}
