/** Sizes of the built front end, in kB of compressed JavaScript. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const ENTRY = "index.html";
/** What a page loads beyond what every page does. */
const PAGES = {
  workflows: "src/features/workflows/WorkflowsPage.tsx",
  builder: "src/features/builder/BuilderPage.tsx",
  executions: "src/features/executions/ExecutionsPage.tsx",
  run: "src/features/executions/ExecutionPage.tsx",
};

interface Size {
  kb: number;
  files: number;
}

/** An entry of Vite's manifest, as far as it is read here. */
interface Chunk {
  file: string;
  imports?: string[];
}

/** What every page of the build in a folder (a URL that ends in a slash) loads, and what each page adds to it. */
export function bundleSizes(dist: URL): { every: Size; pages: Record<keyof typeof PAGES, Size> } {
  const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8")) as Record<
    string,
    Chunk
  >;
  const filesOf = (entry: string, known = new Set<string>()): Set<string> => {
    const chunk = manifest[entry];
    if (!chunk) throw new Error(`The build has no ${entry}`);
    if (known.has(chunk.file)) return known;
    known.add(chunk.file);
    for (const each of chunk.imports ?? []) filesOf(each, known);
    return known;
  };
  const sizeOf = (files: Iterable<string>): Size => {
    const bytes = [...files].map((file) => gzipSync(readFileSync(new URL(file, dist))).length);
    return { kb: Math.round(bytes.reduce((sum, size) => sum + size, 0) / 100) / 10, files: bytes.length };
  };
  const every = filesOf(ENTRY);
  const own = (page: keyof typeof PAGES) =>
    sizeOf([...filesOf(PAGES[page])].filter((file) => !every.has(file)));
  return {
    every: sizeOf(every),
    pages: {
      ...{ workflows: own("workflows"), builder: own("builder") },
      ...{ executions: own("executions"), run: own("run") },
    },
  };
}
