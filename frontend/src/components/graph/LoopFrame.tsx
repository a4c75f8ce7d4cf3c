import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { GraphNode, NodeRunStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { DefinitionIcon } from "../DefinitionIcon";
import { type Badge, Corner } from "./NodeCard";
import styles from "./LoopFrame.module.css";

interface Props {
  node: GraphNode;
  icon: string | undefined;
  title: string;
  subtitle: string;
  /** Stands in for the title while that is being written. */
  editor?: ReactNode;
  status?: NodeRunStatus | "pending" | undefined;
  stale?: string | undefined;
  pinned?: string | undefined;
  /** Whether something stood in for its work: then it did not really succeed. */
  standIn?: boolean;
  badge?: Badge | null;
  result?: ReactNode;
  /** Whether a node that is being dragged would become a part of the body. */
  receiving?: boolean;
  /** Shown where the body has no nodes. */
  empty?: ReactNode;
  /** Controls at the right end of the header. */
  children?: ReactNode;
}

/** A loop as a container: its body's nodes are drawn inside by the canvas. */
export function LoopFrame(props: Props) {
  const { node, icon, title, subtitle, editor, status, stale, pinned, standIn, badge, result } = props;
  const { receiving, empty, children } = props;
  return (
    <div
      className={`${styles.frame} ${node.settings?.disabled === true ? styles.disabled : ""}`}
      data-status={status}
      data-stale={stale ? true : undefined}
      data-stand-in={standIn || undefined}
      data-receiving={receiving || undefined}
      data-testid="loop-frame"
    >
      <div className={styles.header}>
        <DefinitionIcon icon={icon} family="logic" size={17} />
        {editor ?? (
          <span className={styles.title} title={title}>
            {title}
          </span>
        )}
        <span className={styles.subtitle} title={subtitle}>
          {subtitle}
        </span>
        <span className={styles.tools}>{children}</span>
      </div>
      {empty ? <div className={styles.empty}>{empty}</div> : null}
      <Corner badge={badge} pinned={pinned} comment={node.settings?.notes} />
      {result ? (
        <div className={styles.result} title={stale}>
          {result}
        </div>
      ) : null}
    </div>
  );
}

interface FoldProps {
  name: string;
  open: boolean;
  onToggle: () => void;
}

/** Opens a loop's container, or folds it to a card. */
export function FoldButton({ name, open, onToggle }: FoldProps) {
  const label = open ? messages.canvas.fold(name) : messages.canvas.unfold(name);
  return (
    <button
      type="button"
      className={`${styles.fold} nodrag nopan`}
      aria-expanded={open}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <IconChevronDown size={15} data-open={open} />
    </button>
  );
}
