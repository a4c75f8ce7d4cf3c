import type { NodeRunStatus } from "@/lib/api/types";
import type { Family } from "@/lib/graph/family";
import type { Badge } from "./NodeCard";
import styles from "./FarNode.module.css";

interface Props {
  family: Family;
  status?: NodeRunStatus | "pending" | undefined;
  tone?: Badge["tone"] | undefined;
  disabled: boolean;
  /** Whether it is a loop whose body lies on it. */
  open: boolean;
}

/** A node from far away: what it is and how it went, in colours. It is one element, since all of a graph is in view. */
export function FarNode({ family, status, tone, disabled, open }: Props) {
  return (
    <div
      className={`${styles.box} ${styles[family]}`}
      data-status={status}
      data-tone={tone}
      data-disabled={disabled || undefined}
      data-open={open || undefined}
      data-testid="far-node"
    />
  );
}
