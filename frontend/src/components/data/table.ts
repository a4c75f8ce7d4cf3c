import type { Path } from "@/lib/path";
import { isContainer, summaryOf } from "./readable";

type Item = Readonly<Record<string, unknown>>;

/** An array of objects inside a value. */
export interface TableData {
  path: Path;
  items: readonly Item[];
}

const DEEPEST = 4;
const MOST_TABLES = 20;
const MOST_VISITED = 2_000;
const MOST_COLUMNS = 100;
const SAMPLE = 100;
const MEASURED = 1_000;
/** Characters: what a column is at least and at most. */
const NARROWEST = 6;
const WIDEST = 36;

export interface Columns {
  names: readonly string[];
  /** How many more there are than are shown. */
  left: number;
}

/** The arrays of objects in a value that can be read as tables, the outermost first. */
export function tablesIn(whole: unknown): TableData[] {
  const tables: TableData[] = [];
  let visited = 0;
  let level: { value: unknown; path: Path }[] = [{ value: whole, path: [] }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { value, path } of level) {
      if (!isContainer(value) || visited >= MOST_VISITED || tables.length >= MOST_TABLES) continue;
      visited += 1;
      if (isTable(value)) tables.push({ path, items: value });
      else if (!Array.isArray(value))
        for (const [name, child] of Object.entries(value).slice(0, MOST_VISITED))
          next.push({ value: child, path: [...path, name] });
    }
    level = next;
  }
  return tables;
}

function isTable(value: object): value is Item[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.slice(0, SAMPLE).every((item) => isContainer(item) && !Array.isArray(item))
  );
}

/** Every name that an item has, in the order in which they come. */
export function columnsOf(items: readonly Item[]): Columns {
  const names = new Set<string>();
  for (const item of items) if (isContainer(item)) for (const name of Object.keys(item)) names.add(name);
  return { names: [...names].slice(0, MOST_COLUMNS), left: Math.max(0, names.size - MOST_COLUMNS) };
}

/** How wide a column is, in characters, as its name and its first values need; `cut`: how many more they would take. */
export function widthOf(name: string, items: readonly Item[]): { characters: number; cut: number } {
  const longest = items
    .slice(0, MEASURED)
    .reduce((most, item) => Math.max(most, summaryOf(item[name]).length), name.length);
  return {
    characters: Math.min(WIDEST, Math.max(NARROWEST, longest)),
    cut: Math.max(0, longest - WIDEST),
  };
}

/** A cell by the numbers of its row and column, from 0. */
export interface Cell {
  row: number;
  column: number;
}

/** Matches in the tree as cells of a table, each once; those outside of the table are left out. */
export function cellsOf(matches: readonly Path[], { path }: TableData, columns: readonly string[]): Cell[] {
  const cells: Cell[] = [];
  for (const match of matches) {
    const [row, name] = match.slice(path.length);
    if (typeof row !== "number" || typeof name !== "string" || path.some((part, at) => match[at] !== part))
      continue;
    const column = columns.indexOf(name);
    const before = cells.at(-1);
    if (column !== -1 && (before?.row !== row || before.column !== column)) cells.push({ row, column });
  }
  return cells;
}

export function pathTo({ path }: TableData, { row, column }: Cell, columns: readonly string[]): Path {
  return [...path, row, columns[column] ?? ""];
}
