/** Prints what each page loads, and fails when the first load (the list's) is over its budget of compressed JavaScript. */
import { bundleSizes } from "./bundle-size.ts";

const BUDGET_KB = 350;

const { every, pages } = bundleSizes(new URL("../dist/", import.meta.url));
const firstLoad = every.kb + pages.workflows.kb;
const lines = [
  `First load: ${firstLoad.toFixed(1)} kB of compressed JavaScript in ${every.files + pages.workflows.files} files, at most ${BUDGET_KB}`,
  ...Object.entries(pages).map(([page, { kb, files }]) => `  ${page}: ${kb} kB of its own in ${files} files`),
];
process.stdout.write(`${lines.join("\n")}\n`);
if (firstLoad > BUDGET_KB) {
  process.stderr.write(
    `That is over the budget of ${BUDGET_KB} kB: load what is not needed at once by route\n`,
  );
  process.exitCode = 1;
}
