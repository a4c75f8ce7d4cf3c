import { ActionIcon, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type CSSProperties, useState } from "react";
import type { NodeRunStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";
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
  /** The moment that is looked at, on the same axis. */
  cursor?: number | null;
  selected: string | null;
  onSelect: (id: string) => void;
}

const MOST_LANES = 6;
const TICKS = 8;
const MOST_ZOOM = 64;

/** When each step ran and for how long, from left to right: what lies above each other went on at the same time. */
export function Timeline({ label, rows, axis, cursor = null, selected, onSelect }: Props) {
  const [zoom, setZoom] = useState(1);
  const length = Math.max(axis.to - axis.from, 1);
  const ticks = ticksOf(length, TICKS * Math.min(zoom, 4));
  const share = (ms: number) => `${(Math.min(Math.max(ms, 0), length) / length) * 100}%`;
  return (
    <div className={styles.timeline} style={{ "--zoom": zoom } as CSSProperties}>
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
              {formatDuration(tick)}
            </span>
          ))}
        </div>
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
                {cursor === null ? null : (
                  <span className={styles.cursor} style={{ left: share(cursor - axis.from) }} />
                )}
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
