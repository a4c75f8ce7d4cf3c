import { Table, type TableTrProps } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { followRow } from "./row-click";
import { useRowWindow } from "./use-row-window";

/** What the element of a row is given. */
export type RowProps = Pick<TableTrProps, "aria-rowindex"> & { "data-row": string };

interface Props<T> {
  rows: readonly T[];
  columns: number;
  /** How high a row is before it was drawn, in pixels. */
  estimate: number;
  onSeen?: (first: number, end: number) => void;
  children: (row: T, props: RowProps) => ReactNode;
}

/**
 * The body of a table that scrolls with its page: of many rows only those around what is in sight exist. A row leads as a
 * whole where its link does.
 */
export function WindowedBody<T extends { id: string }>({
  rows,
  columns,
  estimate,
  onSeen,
  children,
}: Props<T>) {
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const { body, pieces, ...focus } = useRowWindow(ids, estimate, onSeen);
  return (
    <Table.Tbody ref={body} {...focus} onClick={followRow} onAuxClick={followRow}>
      {pieces.map((piece) => {
        if ("gap" in piece)
          return (
            <tr key={piece.before} aria-hidden>
              <td colSpan={columns} style={{ height: piece.gap, padding: 0 }} />
            </tr>
          );
        const row = rows[piece.row];
        // The head is the first row.
        return row ? children(row, { "data-row": row.id, "aria-rowindex": piece.row + 2 }) : null;
      })}
    </Table.Tbody>
  );
}

/** How many rows a table has for who does not see it, its head included; `more`: there are others that were not read. */
export function rowCount(rows: number, more: boolean): number {
  return more ? -1 : rows + 1;
}
