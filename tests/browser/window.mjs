// What every browser test begins with: the one browser, started when it is first needed, windows in it that know
// nothing of each other, and screenshots in build/screenshots.

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const { ROOT, CHROMIUM } = process.env;
export const packages = createRequire(join(ROOT, "package.json"));
const { chromium } = packages("playwright-core");

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB",
  "--disable-features=SpareRendererForSitePerProcess",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"];
const PATIENCE = 30_000;

let browser = null;

// A window of its own, as large as on a council's laptop, as a person who has never been here would open it.
export async function newWindow({ width = 1366, height = 768 } = {}) {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", colorScheme: "light", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
}

// Takes pictures of a page into a folder of build/screenshots, numbered in the order in which they were taken.
export function camera(page, name) {
  const folder = join(ROOT, "build", "screenshots", name);
  mkdirSync(folder, { recursive: true });
  let number = 0;
  return async (title) => {
    number += 1;
    await page.screenshot({ path: join(folder, `${String(number).padStart(2, "0")}-${title}.jpeg`), quality: 80 });
  };
}

export async function closeBrowser() {
  await browser?.close();
}
