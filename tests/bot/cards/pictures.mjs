// Every golden card, drawn by Microsoft's own library in the style of Teams: a sheet of pictures at a time, in light and
// in dark, looked over by axe; whatever the library can't draw, or axe finds serious, is given back.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newWindow, packages } from "../../browser/window.mjs";

const { ROOT } = process.env;
const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
const ADDRESS = "http://127.0.0.1/cards/";
const KINDS = { css: "text/css", js: "text/javascript", json: "application/json", html: "text/html" };
const WHERE = {
  "static": (file) => join(ROOT, "rehearsal", "static", file),
  "packages": (file) => join(ROOT, "node_modules", file),
};
const PAGE = `<!doctype html><html lang="en-GB"><head><title>Cards</title>
<link rel="stylesheet" href="static/look.css"><link rel="stylesheet" href="static/cards.css">
<style>body{margin:0;padding:16px;display:block;overflow:auto;height:auto}main{columns:4;column-gap:16px}
section{break-inside:avoid;margin:0 0 16px}h2{font:600 12px sans-serif;margin:0 0 4px}</style></head>
<body><h1 style="font-size:14px;margin:0 0 8px">Cards</h1><main></main>
<script src="packages/adaptivecards/dist/adaptivecards.min.js"></script>
<script src="packages/markdown-it/dist/browser/markdown-it.umd.min.js"></script>
<script type="module">
import { showCard } from "./static/cards.js"; import { apply } from "./static/theme.js"; apply();
for (const [name, card] of Object.entries(await (await fetch("cards.json")).json())) {
  const part = document.createElement("section"); const title = document.createElement("h2"); title.textContent = name;
  part.append(title, showCard({ card, version: 1 }, () => {})); document.querySelector("main").append(part);
}
document.body.dataset.drawn = "yes";
</script></body></html>`;

export async function sheet(name, cards, dark) {
  const page = await newWindow({ width: 1840, height: 1200 });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.route("**/*", (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname).replace("/cards/", "");
    if (path === "") return route.fulfill({ contentType: KINDS.html, body: PAGE });
    if (path === "cards.json") return route.fulfill({ contentType: KINDS.json, body: JSON.stringify(cards) });
    const [folder, ...rest] = path.split("/");
    if (!WHERE[folder]) return route.fulfill({ status: 204, body: "" });
    const file = rest.join("/");
    return route.fulfill({ contentType: KINDS[file.split(".").pop()], body: readFileSync(WHERE[folder](file), "utf8") });
  });
  await page.goto(ADDRESS);
  await page.locator("body[data-drawn=yes]").waitFor();
  const folder = join(ROOT, "build", "screenshots", "cards");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}-${dark ? "dark" : "light"}.png`), fullPage: true });
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run("main", { resultTypes: ["violations"] }));
  const drawn = await page.locator("section .ac-adaptiveCard").count();
  await page.context().close();
  const serious = found.violations.filter((each) => ["serious", "critical"].includes(each.impact));
  return { faults, drawn, theme, serious: serious.map((each) => `${each.id}: ${each.nodes[0].html}`) };
}
