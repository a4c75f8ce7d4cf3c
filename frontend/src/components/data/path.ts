/** Where a value is inside another: names of members and indices of items, the outermost first. */
export type Path = readonly (string | number)[];

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
/** After a dot these would be read as values rather than as names. */
const WORDS: ReadonlySet<string> = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** The JSONata that gives the value at a path, `root` being the expression of the whole. */
export function expressionOf(root: string, path: Path): string {
  return path.reduce<string>((expression, part) => {
    if (typeof part === "number") return `${expression}[${part}]`;
    if (PLAIN_NAME.test(part) && !WORDS.has(part)) return `${expression}.${part}`;
    // Between backquotes there is no way to write one.
    if (part.includes("`")) return `$lookup(${expression}, ${JSON.stringify(part)})`;
    return `${expression}.\`${part}\``;
  }, root);
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
