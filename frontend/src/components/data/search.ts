import type { Path } from "@/lib/path";
import { isContainer, leafText } from "./readable";

/** More matches than this are not counted: nobody steps through them. */
export const MOST_MATCHES = 5_000;

/** Whether a text holds what is looked for; `query` is in lower case. */
function holds(text: string, query: string): boolean {
  return text.toLowerCase().includes(query);
}

function valueHolds(value: unknown, query: string): boolean {
  if (typeof value === "string") return holds(value, query);
  return !isContainer(value) && holds(leafText(value), query);
}

/** The paths of members whose name or own value holds the query, in the order of the tree. */
export function findInTree(whole: unknown, query: string): Path[] {
  const wanted = query.toLowerCase();
  const found: Path[] = [];
  if (wanted === "") return found;
  const path: (string | number)[] = [];
  const visit = (value: unknown, name: string | number | null): void => {
    if (found.length >= MOST_MATCHES) return;
    if (valueHolds(value, wanted) || (typeof name === "string" && holds(name, wanted))) found.push([...path]);
    if (!isContainer(value)) return;
    const visitChild = (child: unknown, part: string | number) => {
      path.push(part);
      visit(child, part);
      path.pop();
    };
    if (Array.isArray(value)) value.forEach(visitChild);
    else for (const key of Object.keys(value)) visitChild((value as Record<string, unknown>)[key], key);
  };
  visit(whole, null);
  return found;
}

/** The indices of lines that hold the query. */
export function findInLines(lines: readonly string[], query: string): number[] {
  const wanted = query.toLowerCase();
  const found: number[] = [];
  if (wanted === "") return found;
  for (let index = 0; index < lines.length && found.length < MOST_MATCHES; index += 1)
    if (holds(lines[index] ?? "", wanted)) found.push(index);
  return found;
}

/** A text in parts, the odd ones being what was looked for. */
export function splitByQuery(text: string, query: string): string[] {
  if (query === "") return [text];
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  // Where lower case changes the length of a text, places in the one are not places in the other.
  if (lower.length !== text.length) return [text];
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}
