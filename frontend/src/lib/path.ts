/** Where a value is inside another: names of members and indices of items, the outermost first. */
export type Path = readonly (string | number)[];

/** Names that need no backquotes: JSONata reads any letter, but words of its own mean something else. */
const PLAIN = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const WORDS: ReadonlySet<string> = new Set(["and", "or", "in", "function", "true", "false", "null", "λ"]);

/** A field's name as a step of a JSONata path, behind its dot: `name`, or `` `odd name` ``. */
export function stepOf(name: string): string {
  if (PLAIN.test(name) && !WORDS.has(name)) return name;
  // Between backquotes there is no way to write one.
  return name.includes("`") ? `$lookup($, ${JSON.stringify(name)})` : `\`${name}\``;
}

/** The JSONata that gives the value at a path, `root` being the expression of the whole. */
export function expressionOf(root: string, path: Path): string {
  return path.reduce<string>(
    (expression, part) =>
      typeof part === "number" ? `${expression}[${part}]` : `${expression}.${stepOf(part)}`,
    root,
  );
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    whole,
  );
}

/** A text that is different for each path. */
export function pathId(path: Path): string {
  return path.map((part) => `/${idPart(part)}`).join("");
}

export function idPart(part: string | number): string {
  return String(part).replaceAll("~", "~0").replaceAll("/", "~1");
}
