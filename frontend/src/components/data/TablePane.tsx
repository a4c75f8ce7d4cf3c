import { useId, useLayoutEffect, useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import { dragPath } from "./drag";
import { Marked } from "./Marked";
import { expressionOf, type Path } from "@/lib/path";
import { isContainer, localTimeOf, summaryOf } from "./readable";
import { type Cell, type Columns, pathTo, type TableData, widthOf } from "./table";
import { useWindow } from "../windowing/use-window";
import styles from "./Data.module.css";

const ROW = 26;
/** In pixels: a character, and the padding and border of a cell, as the style sheet has them. */
const CHARACTER = 7.3;
const AROUND = 15;
const text = messages.data;

interface Props {
  table: TableData;
  columns: Columns;
  label: string;
  query: string;
  target: Cell | null;
  dragRoot: string | null;
  onActive: (path: Path) => void;
  /** Enter on a cell: in it is more than the table shows. */
  onOpen: (path: Path) => void;
}

/** An array of objects as a table of which only the rows in view exist; nested values are summarised. */
export function TablePane(props: Props) {
  const { table, columns, label, query, target, dragRoot, onActive, onOpen } = props;
  const { items, path } = table;
  const prefix = useId();
  const widths = useMemo(
    () =>
      columns.names.map((name) => {
        const { characters, cut } = widthOf(name, items);
        // What does not fit takes its share of the space that is left, in every row alike.
        return { width: Math.ceil(characters * CHARACTER) + AROUND, flexGrow: cut };
      }),
    [columns, items],
  );
  const [active, setActive] = useState<Cell | null>(target);
  const [seenTarget, setSeenTarget] = useState(target);
  if (target !== seenTarget) {
    setSeenTarget(target);
    if (target) setActive(target);
  }
  const { ref, onScroll, first, end, fits, show } = useWindow(items.length, ROW, ROW);
  const idOf = ({ row, column }: Cell) => `${prefix}-${row}-${column}`;
  useLayoutEffect(() => {
    if (!active) return;
    show(active.row);
    document
      .getElementById(`${prefix}-${active.row}-${active.column}`)
      ?.scrollIntoView?.({ block: "nearest" });
  }, [active, show, prefix]);

  const cellPath = (cell: Cell) => pathTo(table, cell, columns.names);
  const activate = (cell: Cell) => {
    setActive(cell);
    onActive(cellPath(cell));
  };
  const go = (row: number, column: number) =>
    activate({
      row: Math.max(0, Math.min(row, items.length - 1)),
      column: Math.max(0, Math.min(column, columns.names.length - 1)),
    });
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = active ?? { row: -1, column: 0 };
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(row + 1, column),
      ArrowUp: () => go(row - 1, column),
      ArrowLeft: () => go(row, column - 1),
      ArrowRight: () => go(row, column + 1),
      PageDown: () => go(row + fits, column),
      PageUp: () => go(row - fits, column),
      Home: () => go(row, 0),
      End: () => go(row, columns.names.length - 1),
      Enter: () => active && onOpen(cellPath(active)),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const dragged = (to: Path) =>
    dragRoot === null
      ? {}
      : {
          draggable: true,
          onDragStart: (event: React.DragEvent) => dragPath(event, expressionOf(dragRoot, to)),
        };
  const drawnActive = active && active.row >= first && active.row < end ? active : null;
  return (
    <div
      ref={ref}
      className={styles.scroller}
      role="grid"
      aria-label={`${label}: ${text.views.table}`}
      aria-rowcount={items.length + 1}
      aria-colcount={columns.names.length + 1}
      aria-activedescendant={drawnActive ? idOf(drawnActive) : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (!active) setActive({ row: 0, column: 0 });
      }}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" className={styles.tableRow} aria-rowindex={1}>
          <span role="columnheader" className={styles.corner} aria-label={text.row}>
            #
          </span>
          {columns.names.map((name, index) => (
            <span
              key={name}
              role="columnheader"
              className={styles.cell}
              style={widths[index]}
              title={name}
              {...dragged([...path, name])}
            >
              <Marked text={name} query={query} />
            </span>
          ))}
          {columns.left > 0 ? <span role="columnheader">{text.moreColumns(columns.left)}</span> : null}
        </div>
      </div>
      <div role="rowgroup" style={{ height: items.length * ROW }}>
        <div role="none" style={{ transform: `translateY(${first * ROW}px)` }}>
          {items.slice(first, end).map((item, offset) => {
            const row = first + offset;
            return (
              <div key={row} role="row" className={styles.tableRow} aria-rowindex={row + 2}>
                <span role="rowheader" className={styles.corner}>
                  {row}
                </span>
                {columns.names.map((name, column) => {
                  const cell = { row, column };
                  const value = isContainer(item) ? item[name] : undefined;
                  const isActive = active?.row === row && active.column === column;
                  return (
                    <span
                      key={name}
                      id={idOf(cell)}
                      role="gridcell"
                      className={styles.cell}
                      aria-selected={isActive}
                      style={widths[column]}
                      title={localTimeOf(value) ?? undefined}
                      data-kind={value === null || isContainer(value) ? "dim" : typeof value}
                      onClick={() => activate(cell)}
                      onDoubleClick={() => onOpen(cellPath(cell))}
                      {...dragged(cellPath(cell))}
                    >
                      <Marked text={summaryOf(value)} query={query} />
                    </span>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
