import { ActionIcon } from "@mantine/core";
import { IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type CSSProperties, type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { messages } from "@/lib/messages";
import { formatDuration, formatSeconds } from "@/lib/time";
import { type Lane, type Span, ticksOf, toLanes } from "@/lib/timeline";
import { Row } from "./Row";
import type { TimelineBar, TimelineRow } from "./rows";
import styles from "./Timeline.module.css";
import { useUnevenWindow } from "../windowing/use-uneven-window";

interface Props {
  label: string;
  rows: readonly TimelineRow[];
  /** The time axis, milliseconds since the epoch. */
  axis: Span;
  /** The moment that is looked at, on the same axis. */
  cursor?: number | null;
  selected: string | null;
  onSelect: (id: string) => void;
}

const MOST_LANES = 6;
const TICKS = 8;
const MOST_ZOOM = 64;
/** In pixels, as the style sheet has them. */
const LANE = 14;
const AROUND = 6;
const LEAST_ROW = 28;
const HEAD = 22;
const LEAST_BAR = 3;
const NO_LANES: Lane<TimelineBar>[] = [];

/**
 * When each step ran and for how long, from left to right: what lies above each other went on at the same time. Of
 * thousands of rows and bars only those in view exist.
 */
export function Timeline({ label, rows, axis, cursor = null, selected, onSelect }: Props) {
  const [zoom, setZoom] = useState(1);
  const list = useRef<HTMLOListElement>(null);
  const { lanes, ends } = useMemo(() => layOut(rows), [rows]);
  const { ref, onScroll, first, end, startOf, show, turn, left, width } = useUnevenWindow(ends, HEAD);
  const length = Math.max(axis.to - axis.from, 1);
  const ticks = ticksOf(length, TICKS * Math.min(zoom, 4));
  const share = (ms: number) => `${(Math.min(Math.max(ms, 0), length) / length) * 100}%`;
  // The column of names takes a part of the width: what is seen of the axis is a little less than reckoned.
  const pixel = length / (width * zoom);
  const { from } = axis;
  const seen = useMemo(
    () => ({ from: from + (left - width) * pixel, to: from + (left + 2.5 * width) * pixel }),
    [from, left, width, pixel],
  );

  const count = rows.length;
  const move = useCallback(
    (event: KeyboardEvent, row: number) => {
      const moves: Record<string, number> = {
        ...{ ArrowDown: row + 1, ArrowUp: row - 1, Home: 0, End: count - 1 },
        ...{ PageDown: turn(row, 1), PageUp: turn(row, -1) },
      };
      const asked = moves[event.key];
      if (asked === undefined) return;
      const to = Math.max(0, Math.min(asked, count - 1));
      event.preventDefault();
      // The row may not be drawn yet.
      flushSync(() => show(to));
      list.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus();
    },
    [count, show, turn],
  );
  return (
    <div
      ref={ref}
      onScroll={onScroll}
      className={styles.timeline}
      style={{ "--zoom": zoom } as CSSProperties}
    >
      <div className={styles.head}>
        <span className={styles.zoom}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={messages.actions.zoomOut}
            disabled={zoom === 1}
            onClick={() => setZoom(zoom / 2)}
          >
            <IconZoomOut size={15} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={messages.actions.zoomIn}
            disabled={zoom >= MOST_ZOOM}
            onClick={() => setZoom(zoom * 2)}
          >
            <IconZoomIn size={15} />
          </ActionIcon>
        </span>
        <div className={styles.axis} aria-hidden>
          {ticks.map((tick) => (
            <span key={tick} className={styles.tick} style={{ left: share(tick) }}>
              {formatTick(tick)}
            </span>
          ))}
        </div>
      </div>
      <div className={styles.body}>
        <div className={styles.lines} aria-hidden>
          {ticks.map((tick) => (
            <span key={tick} className={styles.line} style={{ left: share(tick) }} />
          ))}
          {cursor === null ? null : <span className={styles.cursor} style={{ left: share(cursor - from) }} />}
        </div>
        <ol
          ref={list}
          className={styles.rows}
          style={{ height: ends.at(-1) ?? 0, paddingTop: startOf(first) }}
          aria-label={label}
        >
          {rows.slice(first, end).map((row, offset) => (
            <Row
              key={row.id}
              row={row}
              index={first + offset}
              count={count}
              height={(ends[first + offset] ?? 0) - startOf(first + offset)}
              selected={row.id === selected}
              lanes={lanes[first + offset] ?? NO_LANES}
              {...{ axis, seen, onSelect }}
              least={LEAST_BAR * pixel}
              onMove={move}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}

/** Ticks are round: `5 s`, where a measured time would be `5.0 s`. */
function formatTick(ms: number): string {
  return ms < 1000 ? formatDuration(ms) : formatSeconds(ms / 1000);
}

/** The lanes of each row, and where it ends: more of them make it higher. */
function layOut(rows: readonly TimelineRow[]) {
  const lanes = rows.map(({ bars }) => toLanes(bars, MOST_LANES));
  let end = 0;
  const ends = lanes.map((own) => (end += Math.max(LEAST_ROW, own.length * LANE + AROUND)));
  return { lanes, ends };
}
