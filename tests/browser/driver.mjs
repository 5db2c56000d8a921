// One browser for many tests: takes steps as lines of JSON on its standard input, and answers each with a line.
// A step names a module, one of its functions and that function's arguments.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { closeBrowser } from "./window.mjs";

// What a step left behind must not end the process: the step itself has failed, and says why.
process.on("unhandledRejection", (error) => console.error(error));

async function take({ module, step, given }) {
  try {
    const steps = await import(pathToFileURL(module));
    return { gave: (await steps[step](...given)) ?? null };
  } catch (error) {
    return { failed: error.stack };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await take(JSON.parse(line)))}\n`);
}
await closeBrowser();
