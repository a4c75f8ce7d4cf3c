import { IconFileImport } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import styles from "./DropHint.module.css";

const text = messages.workflowFiles;

/** Over the page while files are dragged over it. */
export function DropHint() {
  return (
    <div className={styles.drop} aria-hidden>
      <div className={styles.dropText}>
        <IconFileImport size={34} stroke={1.5} />
        <strong>{text.drop}</strong>
        <span>{text.dropHint}</span>
      </div>
    </div>
  );
}
