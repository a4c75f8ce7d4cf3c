import { type KeyboardEvent, memo } from "react";
import { type Lane, seenOf, type Span } from "@/lib/timeline";
import type { TimelineBar, TimelineRow } from "./rows";
import styles from "./Timeline.module.css";

interface TrackProps {
  lanes: readonly Lane<TimelineBar>[];
  axis: Span;
  /** The part of the axis whose bars are drawn. */
  seen: Span;
  /** How many milliseconds a bar takes at least to be drawn on its own. */
  least: number;
}

interface Props extends TrackProps {
  row: TimelineRow;
  index: number;
  /** Of all rows. */
  count: number;
  height: number;
  selected: boolean;
  onSelect: (id: string) => void;
  onMove: (event: KeyboardEvent, index: number) => void;
}

/** One step of a timeline. Plain elements, and drawn anew only when it changes: scrolling brings many. */
export const Row = memo(function Row(props: Props) {
  const { row, index, count, height, selected, onSelect, onMove } = props;
  const { id, name, depth, bars, summary } = row;
  return (
    <li aria-setsize={count} aria-posinset={index + 1}>
      <button
        type="button"
        className={styles.row}
        style={{ height }}
        aria-current={selected || undefined}
        data-row={index}
        onClick={() => onSelect(id)}
        onKeyDown={(event) => onMove(event, index)}
      >
        <span className={styles.name} style={{ paddingLeft: depth * 14 }} title={name}>
          {name}
          <span className={styles.unseen}>: {summary}</span>
        </span>
        <span className={styles.track}>
          {bars.length === 0 ? (
            <span className={styles.none} aria-hidden>
              {summary}
            </span>
          ) : null}
          <Track {...props} />
        </span>
      </button>
    </li>
  );
});

/** The bars of one row, in lanes; only those in view, and of many too close to tell apart one. */
function Track({ lanes, axis, seen, least }: TrackProps) {
  const length = Math.max(axis.to - axis.from, 1);
  const share = (ms: number) => `${(Math.min(Math.max(ms, 0), length) / length) * 100}%`;
  return lanes.map((lane, index) => (
    <span key={index} className={styles.lane}>
      {seenOf(lane.spans, seen, least, alike).map((bar) => (
        <span
          key={bar.id}
          className={styles.bar}
          data-status={bar.status}
          data-waiting={bar.waiting || undefined}
          style={{ left: share(bar.from - axis.from), width: share(bar.to - bar.from) }}
          title={bar.label}
        />
      ))}
    </span>
  ));
}

function alike(a: TimelineBar, b: TimelineBar): boolean {
  return a.status === b.status && a.waiting === b.waiting;
}
