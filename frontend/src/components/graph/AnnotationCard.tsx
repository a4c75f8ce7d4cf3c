import { useStore } from "@xyflow/react";
import type { ReactNode } from "react";
import type { Annotation } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import styles from "./Annotation.module.css";
import { MarkdownText } from "./MarkdownText";

interface Props {
  annotation: Annotation;
  /** Stands in for the text while it is being written. */
  editor?: ReactNode;
  onEdit?: () => void;
}

/** A sticky note, or the frame of a group, as drawn on every canvas. */
export function AnnotationCard({ annotation, editor, onEdit }: Props) {
  return annotation.kind === "note" ? (
    <div className={styles.note} data-color={annotation.color} data-testid="note" onDoubleClick={onEdit}>
      {editor ?? <NoteText text={annotation.text} editable={onEdit !== undefined} />}
    </div>
  ) : (
    <div className={styles.group} data-color={annotation.color} data-testid="group">
      <div className={styles.border} />
      {editor ?? <GroupTitle text={annotation.text} onEdit={onEdit} />}
    </div>
  );
}

function NoteText({ text, editable }: { text: string; editable: boolean }) {
  if (text.trim() !== "") return <MarkdownText text={text} />;
  return editable ? <div className={styles.placeholder}>{messages.annotations.emptyNote}</div> : null;
}

/** Grows as the canvas is zoomed out, so that groups name the parts of a large workflow. */
function GroupTitle({ text, onEdit }: { text: string; onEdit: (() => void) | undefined }) {
  const scale = useStore(({ transform }) => Math.min(4, Math.max(1, Math.round(3 / transform[2]) / 4)));
  const title = text.trim() || (onEdit ? messages.annotations.emptyGroup : "");
  if (title === "") return null;
  return (
    <div
      className={styles.title}
      style={{ transform: `scale(${scale})` }}
      title={title}
      onDoubleClick={onEdit}
    >
      {title}
    </div>
  );
}
