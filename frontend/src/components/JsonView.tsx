import { useState } from "react";
import { messages } from "@/lib/messages";
import styles from "./JsonView.module.css";

const PAGE = 100;
const OPEN_TO_DEPTH = 2;

interface Props {
  value: unknown;
  label: string;
}

/** A JSON value as a tree that opens on demand; long lists are paged, so that a large value stays usable. */
export function JsonView({ value, label }: Props) {
  return (
    <div className={styles.tree} role="group" aria-label={label}>
      <Value value={value} depth={0} />
    </div>
  );
}

function Value({ value, depth, name }: { value: unknown; depth: number; name?: string }) {
  if (value !== null && typeof value === "object") {
    return <Branch value={value} depth={depth} name={name} />;
  }
  return (
    <div className={styles.leaf}>
      <Name name={name} />
      <span className={styles[value === null ? "null" : typeof value] ?? ""}>
        {JSON.stringify(value) ?? "null"}
      </span>
    </div>
  );
}

function Branch({ value, depth, name }: { value: object; depth: number; name: string | undefined }) {
  const [open, setOpen] = useState(depth < OPEN_TO_DEPTH);
  const [shown, setShown] = useState(PAGE);
  const entries = Object.entries(value);
  const [left, right] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div className={styles.leaf}>
        <Name name={name} />
        <span className={styles.null}>
          {left}
          {right}
        </span>
      </div>
    );
  }
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <Name name={name} />
        <span className={styles.count}>
          {left}
          {entries.length}
          {right}
        </span>
      </summary>
      {open ? (
        <div className={styles.children}>
          {entries.slice(0, shown).map(([key, child]) => (
            <Value key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown ? (
            <button type="button" className={styles.more} onClick={() => setShown((count) => count + PAGE)}>
              {messages.json.truncated(entries.length - shown)}
            </button>
          ) : null}
        </div>
      ) : null}
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className={styles.name}>{name}: </span>;
}
