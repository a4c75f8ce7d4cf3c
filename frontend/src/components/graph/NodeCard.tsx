import type { ReactNode } from "react";
import type { NodeRunStatus } from "@/lib/api/types";
import type { Family } from "@/lib/graph/family";
import { DefinitionIcon } from "../DefinitionIcon";
import styles from "./NodeCard.module.css";

interface Props {
  family: Family;
  icon: string | undefined;
  title: string;
  subtitle: string;
  disabled?: boolean;
  status?: NodeRunStatus | "pending";
  /** Drawn in the corner: a count of problems. */
  badge?: { tone: "error" | "warning"; count: number; label: string } | null;
  /** Drawn below the card: how the node's run went. */
  result?: ReactNode;
}

/**
 * One node as drawn in the builder and in a run. Plain elements on purpose: hundreds are on screen at once,
 * and a component library's nodes cost several times as much to mount.
 */
export function NodeCard({ family, icon, title, subtitle, disabled, status, badge, result }: Props) {
  return (
    <div
      className={`${styles.card} ${styles[family]} ${disabled ? styles.disabled : ""}`}
      data-status={status}
      data-testid="node-card"
    >
      <div className={styles.icon}>
        <DefinitionIcon icon={icon} family={family} />
      </div>
      <div className={styles.text}>
        <div className={styles.title} title={title}>
          {title}
        </div>
        {subtitle === title ? null : <div className={styles.subtitle}>{subtitle}</div>}
      </div>
      {badge ? (
        <div className={styles.badge} data-tone={badge.tone} title={badge.label}>
          {badge.count}
        </div>
      ) : null}
      {result ? <div className={styles.result}>{result}</div> : null}
    </div>
  );
}
