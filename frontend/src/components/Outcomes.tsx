import { Loader, Progress, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./Outcomes.module.css";

export interface OutcomeItem {
  label: string;
  state: "waiting" | "working" | "done" | "failed";
  /** The state in words. */
  told: string;
  /** What it has come to. */
  result?: ReactNode;
  /** Everything that speaks against it. */
  reasons?: readonly string[];
}

interface Props {
  /** What is done, for screen readers; and what the rows are. */
  label: string;
  listLabel: string;
  /** How far it is, or how it ended. */
  summary: string;
  items: readonly OutcomeItem[];
  moreReasons?: (count: number) => string;
}

const REASONS_SHOWN = 5;
const isOver = ({ state }: OutcomeItem) => state === "done" || state === "failed";

/** What is done to one thing after the other: how far it is, and what has become of each. */
export function Outcomes({ label, listLabel, summary, items, moreReasons }: Props) {
  const over = items.filter(isOver).length;
  const failed = items.some(({ state }) => state === "failed");
  return (
    <>
      <Text size="sm" mb={6} role="status">
        {summary}
      </Text>
      <Progress
        size="sm"
        value={items.length === 0 ? 0 : (100 * over) / items.length}
        color={failed ? "orange" : "teal"}
        aria-label={label}
      />
      {/* It scrolls, so that it must be reached by the keyboard. */}
      <ul className={styles.list} aria-label={listLabel} tabIndex={0}>
        {items.map((item, index) => (
          <Row key={index} item={item} moreReasons={moreReasons} />
        ))}
      </ul>
    </>
  );
}

function Row({ item, moreReasons }: { item: OutcomeItem; moreReasons: Props["moreReasons"] }) {
  const { label, state, told, result, reasons = [] } = item;
  return (
    <li className={styles.item} data-state={state}>
      <StateIcon state={state} />
      <div className={styles.told}>
        <div className={styles.head}>
          <span className={styles.label}>{label}</span>
          <Text size="xs" c="dimmed" component="span" className={styles.state}>
            {told}
          </Text>
        </div>
        {result}
        {reasons.slice(0, REASONS_SHOWN).map((reason) => (
          <div key={reason} className={styles.reason}>
            {reason}
          </div>
        ))}
        {reasons.length > REASONS_SHOWN && moreReasons ? (
          <Text size="xs" c="dimmed">
            {moreReasons(reasons.length - REASONS_SHOWN)}
          </Text>
        ) : null}
      </div>
    </li>
  );
}

function StateIcon({ state }: { state: OutcomeItem["state"] }) {
  if (state === "working") return <Loader size={16} role="presentation" />;
  const Icon = state === "done" ? IconCircleCheck : state === "failed" ? IconCircleX : IconCircleDashed;
  return <Icon size={17} className={styles.icon} aria-hidden />;
}
