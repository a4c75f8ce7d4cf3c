import { useId, useLayoutEffect, useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import type { Path } from "@/lib/path";
import { pathId } from "@/lib/path";
import { type Folding, PAGE, pathOf, revealed, type Row, rowsOf, UNTOUCHED } from "./tree";
import { TreeRow } from "./TreeRow";
import { useWindow } from "../windowing/use-window";
import styles from "./Data.module.css";

const ROW = 22;
/** Of the monospaced font at 12 px. */
const CHARACTER = 7.3;

interface Props {
  value: unknown;
  label: string;
  query: string;
  /** The row to show: a match, or what another view points to. */
  target: Path | null;
  dragRoot: string | null;
  onActive: (path: Path | null) => void;
  onPick: ((path: Path) => void) | undefined;
}

/** A value as a tree of which only the rows in view exist. */
export function TreePane({ value, label, query, target, dragRoot, onActive, onPick }: Props) {
  const prefix = useId();
  const [folding, setFolding] = useState<Folding>(() =>
    target ? revealed(value, target, UNTOUCHED) : UNTOUCHED,
  );
  const [activeId, setActiveId] = useState(target ? pathId(target) : null);
  const [seenTarget, setSeenTarget] = useState(target);
  if (target !== seenTarget) {
    setSeenTarget(target);
    if (target) {
      setFolding(revealed(value, target, folding));
      setActiveId(pathId(target));
    }
  }
  const [columns, setColumns] = useState(60);
  const rows = useMemo(() => rowsOf(value, folding, columns), [value, folding, columns]);
  const { ref, onScroll, first, end, fits, width, show } = useWindow(rows.length, ROW);
  const fitting = Math.floor(width / CHARACTER) - 4;
  if (fitting !== columns) setColumns(fitting);

  const activeIndex = useMemo(() => rows.findIndex(({ id }) => id === activeId), [rows, activeId]);
  useLayoutEffect(() => {
    if (!target) return;
    const index = rows.findIndex(({ id }) => id === pathId(target));
    if (index >= 0) show(index);
    // Only a new target moves the view: opening and closing rows do not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [target, show]);

  const activate = (row: Row) => {
    setActiveId(row.id);
    onActive(row.kind === "value" ? pathOf(row) : null);
  };
  const open = (changed: readonly Row[], isOpen: boolean) =>
    setFolding((before) => ({
      ...before,
      open: new Map([...before.open, ...changed.map(({ id }) => [id, isOpen] as const)]),
    }));
  const press = (row: Row) => {
    activate(row);
    const { parent } = row;
    if (row.kind === "more" && parent) {
      setFolding((before) => ({
        ...before,
        shown: new Map(before.shown).set(parent.id, (before.shown.get(parent.id) ?? PAGE) + PAGE),
      }));
    } else if (row.expandable) open([row], !row.open);
  };
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!row) return;
    activate(row);
    show(rows.indexOf(row));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[activeIndex];
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(activeIndex + 1),
      ArrowUp: () => go(activeIndex - 1),
      PageDown: () => go(activeIndex + fits),
      PageUp: () => go(activeIndex - fits),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => {
        if (row?.expandable && !row.open) open([row], true);
        else if (row?.open) go(activeIndex + 1);
      },
      ArrowLeft: () => {
        if (row?.open) open([row], false);
        else if (row?.parent) go(rows.indexOf(row.parent));
      },
      "*": () => {
        if (row)
          open(
            rows.filter(({ parent, expandable }) => parent === row.parent && expandable),
            true,
          );
      },
      Enter: () => {
        if (row && !row.expandable && row.kind === "value" && onPick) onPick(pathOf(row));
        else if (row) press(row);
      },
      " ": () => row && press(row),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const drawn = rows.slice(first, end);
  const domId = (row: Row) => `${prefix}${row.id}`;
  const active = drawn.find(({ id }) => id === activeId);
  return (
    <div
      ref={ref}
      className={styles.scroller}
      role="tree"
      aria-label={`${label}: ${messages.data.views.tree}`}
      aria-activedescendant={active ? domId(active) : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (activeIndex === -1 && rows[0]) setActiveId(rows[0].id);
      }}
    >
      <div role="none" style={{ height: rows.length * ROW }}>
        <div role="none" style={{ transform: `translateY(${first * ROW}px)` }}>
          {drawn.map((row) => (
            <TreeRow
              key={row.id}
              row={row}
              domId={domId(row)}
              active={row.id === activeId}
              query={query}
              dragRoot={dragRoot}
              onPress={press}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
