/** Fails when the first load (everything index.html names) is over its budget of compressed JavaScript. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 350;
const dist = new URL("../dist/", import.meta.url);

const html = readFileSync(new URL("index.html", dist), "utf8");
const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
const bytes = scripts.map((path) => gzipSync(readFileSync(new URL(path, dist))).length);
const total = bytes.reduce((sum, size) => sum + size, 0) / 1000;
process.stdout.write(
  `First load: ${total.toFixed(1)} kB of compressed JavaScript in ${scripts.length} files\n`,
);
if (total > BUDGET_KB) {
  process.stderr.write(
    `That is over the budget of ${BUDGET_KB} kB: load what is not needed at once by route\n`,
  );
  process.exitCode = 1;
}
