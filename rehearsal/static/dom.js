// Makes elements: h("button", {class: "main", onclick}, "Send").

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else element.setAttribute(key, value);
  }
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

// Says something to people who listen to the page.
export function announce(words) {
  document.getElementById("live").textContent = words;
}

// One colour for each person, readable under white letters.
const COLOURS = ["#5b5fc7", "#0f6b5c", "#a4373a", "#8a5100", "#4f3d9e", "#0b5cad", "#7a3b69", "#3d6b1f", "#6b4a2b", "#345b73"];

export function avatar(name, size = "") {
  const letters = name.split(" ").map((part) => part[0]).slice(0, 2).join("");
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return h("span", { class: `avatar ${size}`, style: `background:${COLOURS[sum % COLOURS.length]}`, "aria-hidden": "true" }, letters);
}
