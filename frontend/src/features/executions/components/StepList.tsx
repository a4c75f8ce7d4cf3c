import { Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useWindow } from "@/components/windowing/use-window";
import type { Execution, NodeRun } from "@/lib/api/types";
import type { FlatNode } from "@/lib/graph/body";
import { type NodeOutcome, summaryOf } from "@/lib/graph/outcomes";
import { barsOf, isWait, waitsWords } from "@/lib/graph/run-times";
import { waitEnd } from "@/lib/graph/wait-end";
import { fuzzyMatch } from "@/lib/commands/fuzzy";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import styles from "./StepList.module.css";

/** Of one row, in pixels, as the style sheet has it. */
const ROW = 38;
/** Up to this many are seen at a glance, and need no search. */
const FEW = 12;
/** More steps than this scroll in a box of their own. */
const MANY = 40;

interface Props {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  onSelect: (key: string) => void;
}

/** The run's nodes in the order they started, with a bar for when and how long; nodes not reached come last. */
export function StepList({ outcomes, onSelect }: Props) {
  const { execution, graph, now, waits } = useRunView();
  const begin = new Date(execution.started_at).getTime();
  const length = lastMoment(execution, outcomes, begin, now) - begin;
  const all = useMemo(
    () => [...graph.nodes].sort((a, b) => startOf(outcomes.get(a.key)) - startOf(outcomes.get(b.key))),
    [graph, outcomes],
  );
  const [query, setQuery] = useState("");
  const nodes = useMemo(
    () => all.filter(({ name, key }) => fuzzyMatch(query, `${name} ${key}`, { wholeOnly: true })),
    [all, query],
  );
  const { ref, onScroll, first, end, fits, show } = useWindow(nodes.length, ROW);
  const list = useRef<HTMLOListElement>(null);

  const move = (event: KeyboardEvent, index: number) => {
    const to = nextRow(event.key, index, nodes.length, fits);
    if (to === null) return;
    event.preventDefault();
    // The row may not be drawn yet.
    flushSync(() => show(to));
    list.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus();
  };
  return (
    <>
      {all.length > FEW ? (
        <TextInput
          size="xs"
          type="search"
          leftSection={<IconSearch size={14} />}
          placeholder={messages.execution.findStep}
          aria-label={messages.execution.findStep}
          value={query}
          onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && query !== "") {
              event.stopPropagation();
              setQuery("");
            }
            if (event.key === "ArrowDown") move(event, -1);
          }}
        />
      ) : null}
      {nodes.length === 0 ? (
        <Text size="sm" c="dimmed" role="status">
          {messages.commands.none(query)}
        </Text>
      ) : null}
      <div ref={ref} onScroll={onScroll} className={styles.box} data-many={all.length > MANY || undefined}>
        <ol
          ref={list}
          className={styles.list}
          style={{ height: nodes.length * ROW, paddingTop: first * ROW }}
          aria-label={messages.execution.nodes}
        >
          {nodes.slice(first, end).map((node, offset) => {
            const index = first + offset;
            const outcome = outcomes.get(node.key);
            return (
              <li key={node.id} aria-setsize={nodes.length} aria-posinset={index + 1}>
                <UnstyledButton
                  className={styles.step}
                  data-status={outcome?.last.status ?? "pending"}
                  data-row={index}
                  onClick={() => onSelect(node.key)}
                  onKeyDown={(event) => move(event, index)}
                >
                  <span className={styles.name}>{node.name || node.key}</span>
                  <span className={styles.time}>
                    {timeOf(node, outcome, (run) => waitEnd(node, run, waits, execution.timezone))}
                  </span>
                  <span className={styles.track}>
                    {barsOf(node, outcome?.runs ?? [], now).map(({ id, from, to }) => (
                      <span
                        key={id}
                        className={styles.barPart}
                        style={{ left: share(from - begin, length), width: share(to - from, length) }}
                      />
                    ))}
                  </span>
                </UnstyledButton>
              </li>
            );
          })}
        </ol>
      </div>
    </>
  );
}

/** Where a key leads from a row; null if it leads nowhere. */
function nextRow(key: string, index: number, count: number, page: number): number | null {
  const moves: Record<string, number> = {
    ...{ ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 },
    ...{ PageDown: index + page, PageUp: index - page },
  };
  const to = moves[key];
  return to === undefined ? null : Math.max(0, Math.min(to, count - 1));
}

function share(part: number, whole: number): string {
  return `${whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0}%`;
}

function startOf(outcome: NodeOutcome | undefined): number {
  const started = outcome?.runs[0]?.started_at;
  return started ? new Date(started).getTime() : Infinity;
}

/** The end of the time axis: the run's end, or now, to which open bars reach. */
function lastMoment(
  execution: Execution,
  outcomes: ReadonlyMap<string, NodeOutcome>,
  begin: number,
  now: number,
): number {
  if (execution.ended_at) return new Date(execution.ended_at).getTime();
  const moments = [...outcomes.values()]
    .flatMap(({ runs }) => runs)
    .map(({ started_at, ended_at }) => ended_at ?? started_at)
    .filter((moment) => moment !== null && moment !== undefined)
    .map((moment) => new Date(moment).getTime());
  return Math.max(begin + 1000, now, ...moments);
}

function timeOf(
  node: FlatNode,
  outcome: NodeOutcome | undefined,
  endOf: (run: NodeRun) => number | null,
): string {
  const last = outcome?.last;
  if (last?.status === "running" && isWait(node)) return waitsWords(endOf(last));
  // How long it took, and how often it was tried or ran.
  return summaryOf(outcome) ?? messages.nodeStatus[last?.status ?? "pending"];
}
