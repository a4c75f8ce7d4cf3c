import { idPart, type Path } from "@/lib/path";
import { isContainer, isLongText, sizeOf } from "./readable";

/** Members shown of one branch before "show more", and by each of it. */
export const PAGE = 10_000;
/** Branches that are open from the start are this deep and this small; the outermost always is. */
const OPEN_TO_DEPTH = 2;
const OPEN_TO_SIZE = 20;

/** One line of the tree: a value, a line of an unfolded text, or what shows more of a branch. */
export interface Row {
  kind: "value" | "text" | "more";
  id: string;
  parent: Row | null;
  /** Its name or index in its parent; `null` for the whole. */
  name: string | number | null;
  /** The value; of a text its line; of "more" how many there are. */
  value: unknown;
  depth: number;
  expandable: boolean;
  open: boolean;
  /** Its place among its parent's children, from 1, and how many these are. */
  place: number;
  of: number;
}

/** What people opened, closed and asked to see more of, by row id. */
export interface Folding {
  open: ReadonlyMap<string, boolean>;
  shown: ReadonlyMap<string, number>;
}

export const UNTOUCHED: Folding = { open: new Map(), shown: new Map() };

/** The lines of a value's tree, without what is folded. `columns`: how many characters of a text fit on a line. */
export function rowsOf(whole: unknown, folding: Folding, columns: number): Row[] {
  const rows: Row[] = [];
  addRow(rows, null, null, whole, 1, 1, folding, columns);
  return rows;
}

function addRow(
  rows: Row[],
  parent: Row | null,
  name: string | number | null,
  value: unknown,
  place: number,
  of: number,
  folding: Folding,
  columns: number,
): void {
  const depth = parent ? parent.depth + 1 : 0;
  const id = parent && name !== null ? `${parent.id}/${idPart(name)}` : "";
  const size = isContainer(value) ? sizeOf(value) : 0;
  const expandable = size > 0 || isLongText(value);
  const open = expandable && (folding.open.get(id) ?? opensByItself(depth, size));
  const row: Row = { kind: "value", id, parent, name, value, depth, expandable, open, place, of };
  rows.push(row);
  if (!open) return;
  if (typeof value === "string") addText(rows, row, value, folding, columns);
  else addChildren(rows, row, value as object, size, folding, columns);
}

function opensByItself(depth: number, size: number): boolean {
  return size > 0 && (depth === 0 || (depth < OPEN_TO_DEPTH && size <= OPEN_TO_SIZE));
}

function addChildren(rows: Row[], row: Row, value: object, size: number, folding: Folding, columns: number) {
  const shown = Math.min(size, folding.shown.get(row.id) ?? PAGE);
  const names = Array.isArray(value) ? null : Object.keys(value);
  for (let index = 0; index < shown; index += 1) {
    const name = names ? (names[index] ?? "") : index;
    const child = (value as Record<string | number, unknown>)[name];
    addRow(rows, row, name, child, index + 1, size, folding, columns);
  }
  if (shown < size) addMore(rows, row, size - shown);
}

function addText(rows: Row[], row: Row, value: string, folding: Folding, columns: number) {
  const most = folding.shown.get(row.id) ?? PAGE;
  const { lines, rest } = linesOf(value, Math.max(columns, 20), most);
  lines.forEach((line, index) => {
    const id = `${row.id}#${index}`;
    const place = { place: index + 1, of: lines.length };
    rows.push({ kind: "text", id, parent: row, name: null, value: line, ...lineShape(row), ...place });
  });
  if (rest > 0) addMore(rows, row, rest);
}

function addMore(rows: Row[], row: Row, count: number) {
  rows.push({
    ...{ kind: "more", id: `${row.id}#more`, parent: row, name: null, value: count },
    ...{ ...lineShape(row), place: 1, of: 1 },
  });
}

function lineShape(row: Row) {
  return { depth: row.depth + 1, expandable: false, open: false };
}

/** A text in lines of at most `columns` characters, at most `most` of them; `rest` is how many characters follow. */
function linesOf(value: string, columns: number, most: number): { lines: string[]; rest: number } {
  const lines: string[] = [];
  let from = 0;
  while (from < value.length && lines.length < most) {
    const newline = value.indexOf("\n", from);
    const end = newline === -1 ? value.length : newline;
    const to = Math.min(end, from + columns);
    lines.push(value.slice(from, to).replaceAll("\r", ""));
    from = to === newline ? to + 1 : to;
  }
  return { lines, rest: value.length - from };
}

/** Where a row's value is; of a line of text, where the text is. */
export function pathOf(row: Row): Path {
  const path: (string | number)[] = [];
  for (let each: Row | null = row; each; each = each.parent) if (each.name !== null) path.push(each.name);
  return path.reverse();
}

/** Folding in which the row at a path is seen. */
export function revealed(whole: unknown, path: Path, { open, shown }: Folding): Folding {
  const nextOpen = new Map(open);
  const nextShown = new Map(shown);
  let value = whole;
  let id = "";
  for (const part of path) {
    nextOpen.set(id, true);
    const index = typeof part === "number" ? part : Object.keys(Object(value) as object).indexOf(part);
    if (index >= (nextShown.get(id) ?? PAGE)) nextShown.set(id, index + PAGE);
    value = (Object(value) as Record<string | number, unknown>)[part];
    id += `/${idPart(part)}`;
  }
  return { open: nextOpen, shown: nextShown };
}
