import { memo } from "react";
import { messages } from "@/lib/messages";
import { dragPath } from "./drag";
import { Marked } from "./Marked";
import { expressionOf } from "@/lib/path";
import { isContainer, isUrl, leafText, localTimeOf, sizeOf } from "./readable";
import { PAGE, pathOf, type Row } from "./tree";
import styles from "./Data.module.css";

const text = messages.data;
const INDENT = 14;

interface Props {
  row: Row;
  domId: string;
  active: boolean;
  query: string;
  /** The expression of the whole, where rows can be dragged. */
  dragRoot: string | null;
  onPress: (row: Row) => void;
}

export const TreeRow = memo(function TreeRow({ row, domId, active, query, dragRoot, onPress }: Props) {
  return (
    <div
      role="treeitem"
      id={domId}
      className={styles.row}
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-expanded={row.expandable ? row.open : undefined}
      aria-selected={active}
      style={{ paddingLeft: 4 + row.depth * INDENT }}
      draggable={dragRoot !== null && row.kind === "value"}
      onDragStart={
        dragRoot === null ? undefined : (event) => dragPath(event, expressionOf(dragRoot, pathOf(row)))
      }
      onClick={() => onPress(row)}
    >
      <span className={styles.caret} aria-hidden>
        {row.expandable ? (row.open ? "▾" : "▸") : null}
      </span>
      <Content row={row} query={query} />
    </div>
  );
});

function Content({ row, query }: { row: Row; query: string }) {
  const { kind, name, value } = row;
  if (kind === "more") {
    const left = Number(value);
    return <span className={styles.more}>{text.showMore(Math.min(left, PAGE), left)}</span>;
  }
  if (kind === "text") {
    return (
      <span className={styles.line}>
        <Marked text={String(value)} query={query} />
      </span>
    );
  }
  return (
    <>
      {name === null ? null : (
        <span className={typeof name === "number" ? styles.index : styles.name}>
          <Marked text={String(name)} query={typeof name === "number" ? "" : query} />:{" "}
        </span>
      )}
      <RowValue row={row} query={query} />
    </>
  );
}

function RowValue({ row: { value, open }, query }: { row: Row; query: string }) {
  if (isContainer(value)) {
    const size = sizeOf(value);
    const isArray = Array.isArray(value);
    if (size === 0) return <span className={styles.dim}>{leafText(value)}</span>;
    return <span className={styles.dim}>{isArray ? `[${text.items(size)}]` : `{${text.fields(size)}}`}</span>;
  }
  if (isUrl(value)) {
    return (
      <a
        className={styles.string}
        href={value}
        target="_blank"
        rel="noopener noreferrer"
        tabIndex={-1}
        onClick={(event) => event.stopPropagation()}
      >
        <Marked text={leafText(value)} query={query} />
      </a>
    );
  }
  const isText = typeof value === "string";
  if (isText && open) return <span className={styles.dim}>{text.characters(value.length)}</span>;
  const time = localTimeOf(value);
  return (
    <>
      <span className={styles[value === null ? "dim" : typeof value] ?? ""}>
        <Marked text={leafText(value)} query={query} />
      </span>
      {time === null ? null : <span className={styles.hint}>{time}</span>}
    </>
  );
}
