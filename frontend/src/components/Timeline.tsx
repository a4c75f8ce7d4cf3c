import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { NodeRunStatus } from "@/lib/api/types";
import { formatDuration } from "@/lib/time";
import { type Span, ticksOf, toLanes } from "@/lib/timeline";
import styles from "./Timeline.module.css";

interface TimelineBar extends Span {
  id: string;
  status: NodeRunStatus;
  /** Whether nothing was at work: the run waited. */
  waiting: boolean;
  /** Which attempt and iteration it was. */
  label: string;
}

interface TimelineRow {
  id: string;
  name: string;
  /** How many loops are around it. */
  depth: number;
  bars: readonly TimelineBar[];
  /** What people who do not see the bars are told. */
  summary: string;
}

interface Props {
  label: string;
  rows: readonly TimelineRow[];
  /** The time axis, milliseconds since the epoch. */
  axis: Span;
  selected: string | null;
  onSelect: (id: string) => void;
}

const MOST_LANES = 6;
const TICKS = 8;

/** When each step ran and for how long, from left to right: what lies above each other went on at the same time. */
export function Timeline({ label, rows, axis, selected, onSelect }: Props) {
  const length = Math.max(axis.to - axis.from, 1);
  const ticks = ticksOf(length, TICKS);
  const share = (ms: number) => `${(Math.min(Math.max(ms, 0), length) / length) * 100}%`;
  return (
    <div className={styles.timeline}>
      <div className={styles.axis} aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} className={styles.tick} style={{ left: share(tick) }}>
            {formatDuration(tick)}
          </span>
        ))}
      </div>
      <ol className={styles.rows} aria-label={label}>
        {rows.map(({ id, name, depth, bars, summary }) => (
          <li key={id}>
            <UnstyledButton
              className={styles.row}
              aria-current={id === selected || undefined}
              onClick={() => onSelect(id)}
            >
              <span className={styles.name} style={{ paddingLeft: depth * 14 }} title={name}>
                {name}
                <VisuallyHidden>: {summary}</VisuallyHidden>
              </span>
              <span className={styles.track}>
                {ticks.map((tick) => (
                  <span key={tick} className={styles.line} style={{ left: share(tick) }} />
                ))}
                {bars.length === 0 ? (
                  <span className={styles.none} aria-hidden>
                    {summary}
                  </span>
                ) : null}
                {toLanes(bars, MOST_LANES).map((lane, index) => (
                  <span key={index} className={styles.lane}>
                    {lane.spans.map((bar) => (
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
                ))}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
    </div>
  );
}
