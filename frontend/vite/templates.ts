import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const MODULE_ID = "virtual:templates";
const RESOLVED_ID = `\0${MODULE_ID}`;
const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

/**
 * The workflows of `examples/` as the templates that the builder offers, so that every deployment has them and they have
 * one source. A file's `example` member says under which category; it is no part of the workflow.
 */
export function templates(): Plugin {
  return {
    name: "statewright:templates",
    resolveId: (id) => (id === MODULE_ID ? RESOLVED_ID : undefined),
    load(id) {
      if (id !== RESOLVED_ID) return undefined;
      const files = readdirSync(EXAMPLES)
        .filter((file) => file.endsWith(".json"))
        .sort();
      const found = files.map((file) => {
        this.addWatchFile(`${EXAMPLES}${file}`);
        const { example, ...document } = JSON.parse(readFileSync(`${EXAMPLES}${file}`, "utf8")) as {
          example: { category: string; id?: string };
        };
        return { name: file.replace(/\.json$/, ""), category: example.category, id: example.id, document };
      });
      return `export const templates = ${JSON.stringify(found)};\n`;
    },
  };
}
