import { UnstyledButton } from "@mantine/core";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import type { FlatNode } from "@/lib/graph/body";
import { type NodeOutcome, summaryOf } from "@/lib/graph/outcomes";
import { isWait } from "@/lib/graph/run-times";
import styles from "./StepList.module.css";

interface Props {
  outcomes: ReadonlyMap<string, NodeOutcome>;
  onSelect: (key: string) => void;
}

/** The run's nodes in the order they started, with a bar for when and how long; nodes not reached come last. */
export function StepList({ outcomes, onSelect }: Props) {
  const { execution, graph, now } = useRunView();
  const begin = new Date(execution.started_at).getTime();
  const end = lastMoment(execution, outcomes, begin);
  const nodes = [...graph.nodes].sort((a, b) => startOf(outcomes.get(a.key)) - startOf(outcomes.get(b.key)));
  return (
    <ol className={styles.list} aria-label={messages.execution.nodes}>
      {nodes.map((node) => {
        const outcome = outcomes.get(node.key);
        const status = outcome?.last.status ?? "pending";
        return (
          <li key={node.id}>
            <UnstyledButton className={styles.step} data-status={status} onClick={() => onSelect(node.key)}>
              <span className={styles.name}>{node.name || node.key}</span>
              <span className={styles.time}>{timeOf(node, outcome)}</span>
              <span className={styles.track}>
                {outcome?.runs.map((run) => {
                  if (!run.started_at) return null;
                  const from = new Date(run.started_at).getTime() - begin;
                  const length = (run.ended_at ? new Date(run.ended_at).getTime() : now) - begin - from;
                  return (
                    <span
                      key={`${run.iteration} ${run.attempt}`}
                      className={styles.barPart}
                      style={{ left: share(from, end - begin), width: share(length, end - begin) }}
                    />
                  );
                })}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}

function share(part: number, whole: number): string {
  return `${whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0}%`;
}

function startOf(outcome: NodeOutcome | undefined): number {
  const started = outcome?.runs[0]?.started_at;
  return started ? new Date(started).getTime() : Infinity;
}

/** The end of the time axis: the run's end, or the latest moment any of its records knows. */
function lastMoment(execution: Execution, outcomes: ReadonlyMap<string, NodeOutcome>, begin: number): number {
  if (execution.ended_at) return new Date(execution.ended_at).getTime();
  const moments = [...outcomes.values()]
    .flatMap(({ runs }) => runs)
    .map(({ started_at, ended_at }) => ended_at ?? started_at)
    .filter((moment) => moment !== null && moment !== undefined)
    .map((moment) => new Date(moment).getTime());
  return Math.max(begin + 1000, ...moments);
}

function timeOf(node: FlatNode, outcome: NodeOutcome | undefined): string {
  const last = outcome?.last;
  if (last?.status === "running" && isWait(node)) return messages.execution.waitsNow;
  // How long it took, and how often it was tried or ran.
  return summaryOf(outcome) ?? messages.nodeStatus[last?.status ?? "pending"];
}
