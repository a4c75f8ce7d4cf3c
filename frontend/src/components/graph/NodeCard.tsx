import type { ReactNode } from "react";
import type { GraphNode, NodeRunStatus } from "@/lib/api/types";
import type { Family } from "@/lib/graph/family";
import { rightHandles } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { DefinitionIcon } from "../DefinitionIcon";
import { Comment } from "./Comment";
import { HandleLabels } from "./Handles";
import styles from "./NodeCard.module.css";

export interface Badge {
  tone: "error" | "warning" | "open";
  count: number;
  label: string;
}

interface Props {
  node: GraphNode;
  family: Family;
  icon: string | undefined;
  title: string;
  subtitle: string;
  /** Stands in for the title while that is being written. */
  editor?: ReactNode;
  status?: NodeRunStatus | "pending" | undefined;
  /** Why what is drawn of a run does not hold any more. */
  stale?: string | undefined;
  pinned?: string | undefined;
  /** Whether something stood in for its work: then it did not really succeed. */
  standIn?: boolean;
  /** Drawn in the corner: a count of problems. */
  badge?: Badge | null;
  /** Drawn below the card: how the node's run went. */
  result?: ReactNode;
}

/**
 * One node as drawn in the builder and in a run. Plain elements on purpose: hundreds are on screen at once,
 * and a component library's nodes cost several times as much to mount.
 */
export function NodeCard(props: Props) {
  const { node, family, icon, title, subtitle, editor, status, stale, pinned, standIn, badge, result } =
    props;
  const disabled = node.settings?.disabled === true;
  return (
    <div
      className={`${styles.card} ${styles[family]} ${disabled ? styles.disabled : ""}`}
      data-status={status}
      data-stale={stale ? true : undefined}
      data-stand-in={standIn || undefined}
      data-labelled={rightHandles(node).length > 1 || undefined}
      data-testid="node-card"
    >
      <div className={styles.icon}>
        <DefinitionIcon icon={icon} family={family} />
      </div>
      <div className={styles.text}>
        {editor ?? (
          <div className={styles.title} title={title}>
            {title}
          </div>
        )}
        {subtitle === title ? null : (
          <div className={styles.subtitle} title={subtitle}>
            {subtitle}
          </div>
        )}
      </div>
      <HandleLabels node={node} />
      <Corner badge={badge} pinned={pinned} comment={node.settings?.notes} />
      {result ? (
        <div className={styles.result} title={stale}>
          {result}
        </div>
      ) : null}
    </div>
  );
}

/** What stands on the upper edge of a card or container. */
export function Corner({ badge, pinned, comment }: Pick<Props, "badge" | "pinned"> & { comment?: unknown }) {
  return (
    <>
      {typeof comment === "string" && comment.trim() !== "" ? <Comment text={comment} /> : null}
      {pinned ? (
        <div className={styles.pin} title={pinned}>
          {pinned}
        </div>
      ) : null}
      {badge ? (
        <div className={styles.badge} data-tone={badge.tone} title={badge.label}>
          {badge.tone === "open" ? messages.canvas.toFillIn : badge.count}
        </div>
      ) : null}
    </>
  );
}
