import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const MODULE_ID = "virtual:definition-icons";
const RESOLVED_ID = `\0${MODULE_ID}`;
const CATALOG = fileURLToPath(
  new URL("../../layers/core/python/statewright/core/catalog.json", import.meta.url),
);
const ICONS = fileURLToPath(new URL("../node_modules/@tabler/icons-react/dist/esm/icons/", import.meta.url));

/** Icons of the logic nodes, which are part of the language and have no folder of their own. */
const LANGUAGE_ICONS = [
  "antenna",
  "arrow-fork",
  "arrows-join",
  "arrows-join-2",
  "arrows-split-2",
  "bell-ringing",
  "braces",
  "clock",
  "clock-pause",
  "code",
  "git-branch",
  "git-merge",
  "hourglass",
  "hourglass-empty",
  "percentage",
  "player-stop",
  "repeat",
  "sitemap",
  "subtask",
  "thumb-up",
  "user-check",
  "variable",
];

function componentName(icon: string): string {
  const pascal = icon
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
  return `Icon${pascal}`;
}

function catalogIcons(): string[] {
  if (!existsSync(CATALOG)) return [];
  const catalog = JSON.parse(readFileSync(CATALOG, "utf8")) as Record<string, { icon?: string }[]>;
  return [...(catalog.actions ?? []), ...(catalog.triggers ?? [])].flatMap(({ icon }) => icon ?? []);
}

/**
 * The icons that the catalog's definitions name, and only those: a new action folder brings its icon into
 * the bundle without a second place to register it. An unknown name falls back at run time.
 */
export function definitionIcons(): Plugin {
  return {
    name: "statewright:definition-icons",
    resolveId: (id) => (id === MODULE_ID ? RESOLVED_ID : undefined),
    load(id) {
      if (id !== RESOLVED_ID) return undefined;
      if (existsSync(CATALOG)) this.addWatchFile(CATALOG);
      const names = [...new Set([...catalogIcons(), ...LANGUAGE_ICONS])]
        .sort()
        .filter((icon) => existsSync(`${ICONS}${componentName(icon)}.mjs`));
      const imports = names.map(
        (icon) =>
          `import ${componentName(icon)} from "@tabler/icons-react/dist/esm/icons/${componentName(icon)}.mjs";`,
      );
      const entries = names.map((icon) => `  ${JSON.stringify(icon)}: ${componentName(icon)},`);
      return `${imports.join("\n")}\nexport const definitionIcons = {\n${entries.join("\n")}\n};\n`;
    },
  };
}
