/**
 * How fast the editor is with large workflows, in a real browser against a running stack: `make bench ARGS="--only
 * builder"` starts one, or `STATEWRIGHT_URL=... node tests/benchmark/builder.ts` takes yours. Prints figures by page as JSON.
 *
 *   --sizes 800,2000     nodes of the workflows that are made
 *   --dist folder        measures the front end built there instead of the stack's, to compare two builds
 *                        (`npx vite build --outDir folder` in a checkout of each)
 *   --profile folder     writes a CPU profile of each scenario there (read it with Chromium's developer tools)
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleSizes } from "../../scripts/bundle-size.ts";
import { Api, baseUrl, launch } from "../browser/support/session.ts";
import { measureBuilder } from "./in-builder.ts";
import { measureList } from "./in-list.ts";
import { measureRun } from "./in-run.ts";
import { openMeasured } from "./open.ts";
import { largeWorkflow } from "./workflow.ts";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "800,2000" },
    dist: { type: "string" },
    profile: { type: "string" },
  },
});
const echoUrl = `${baseUrl}/_local/echo`;
const sizes = values.sizes.split(",").map(Number);

const api = await Api.connect();
const browser = await launch();
try {
  const open = (label: string) => openMeasured(browser, { dist: values.dist, onProfile: profileTo(label) });
  const pages: Record<string, unknown> = {};
  for (const size of sizes) {
    progress(`builder, ${size} nodes`);
    const graph = largeWorkflow({ size, echoUrl });
    const { id } = await api.call<{ id: string }>("POST", "/workflows", { name: `Large ${size}`, graph });
    pages[`builder, ${size} nodes`] = await measureBuilder(await open(`builder-${size}`), id);
  }
  progress("run, 800 nodes");
  pages["run, 800 nodes"] = await measureRun(
    await open("run"),
    api,
    largeWorkflow({ size: 800, echoUrl, pause: 12 }),
  );
  pages.list = await measureList(await open("list"), api);
  if (values.dist === undefined) {
    const { every, pages: own } = bundleSizes(new URL("../../dist/", import.meta.url));
    pages["first load"] = { scriptKb: every.kb + own.workflows.kb };
    pages["the editor's own chunks"] = { scriptKb: own.builder.kb };
  }
  process.stdout.write(`${JSON.stringify(pages, null, 2)}\n`);
} finally {
  await browser.close();
}

function progress(page: string): void {
  process.stderr.write(`Measuring: ${page}\n`);
}

function profileTo(label: string) {
  const folder = values.profile;
  if (folder === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  return (name: string, profile: unknown) =>
    writeFileSync(`${folder}/${label}-${name}.cpuprofile`, JSON.stringify(profile));
}
