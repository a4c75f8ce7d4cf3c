import { messages } from "@/lib/messages";
import styles from "./Comment.module.css";

/** A small mark on a node that somebody wrote about; what was written shows when the node is hovered or has the focus. */
export function Comment({ text }: { text: string }) {
  return (
    <div className={styles.mark} data-testid="comment">
      <svg width="11" height="11" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M1 1h10v7H6l-3 3V8H1z" fill="currentColor" />
      </svg>
      <div className={styles.text} role="note" aria-label={messages.canvas.comment}>
        {text}
      </div>
    </div>
  );
}
