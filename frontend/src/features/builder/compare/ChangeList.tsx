import { Fragment } from "react";
import { messages } from "@/lib/messages";
import styles from "./Compare.module.css";
import type { Entry, Group } from "./entries";
import { FieldValues } from "./FieldValues";
import type { Names } from "./names";

const text = messages.compare;
const GROUPS = Object.keys(text.groups) as Group[];

interface Props {
  entries: readonly Entry[];
  names: Names;
  open: string | null;
  onOpen: (entry: Entry | null) => void;
  /** Of its groups: one below what the list stands under. */
  heading?: "h3" | "h4";
}

/** What differs, by kind; one that is opened shows its fields, old and new. */
export function ChangeList({ entries, names, open, onOpen, heading: Heading = "h3" }: Props) {
  return (
    <div className={styles.list}>
      {GROUPS.map((group) => {
        const own = entries.filter((entry) => entry.group === group);
        if (own.length === 0) return null;
        return (
          <Fragment key={group}>
            <Heading className={styles.group}>{text.groups[group]}</Heading>
            <ul className={styles.entries}>
              {own.map((entry) => (
                <li key={entry.id}>
                  <EntryLine
                    entry={entry}
                    opened={open === entry.id}
                    onToggle={() => onOpen(open === entry.id ? null : entry)}
                  />
                  {open === entry.id ? <EntryFields entry={entry} names={names} /> : null}
                </li>
              ))}
            </ul>
          </Fragment>
        );
      })}
    </div>
  );
}

interface LineProps {
  entry: Entry;
  opened: boolean;
  onToggle: () => void;
}

function EntryLine({ entry: { tone, title, detail }, opened, onToggle }: LineProps) {
  const kind = tone === "conflict" ? "changed" : tone;
  return (
    <button type="button" className={styles.entry} aria-expanded={opened} onClick={onToggle}>
      <span className={styles.sign} data-tone={tone} aria-hidden>
        {text.signs[kind]}
      </span>
      <span className={styles.entryTitle}>
        {title}
        {detail === null ? null : <span className={styles.detail}> {detail}</span>}
      </span>
      <span className={styles.kind}>{text.kinds[kind]}</span>
    </button>
  );
}

function EntryFields({ entry: { fields, node, group }, names }: { entry: Entry; names: Names }) {
  if (fields.length === 0) return null;
  return (
    <div className={styles.fields}>
      {fields.map(({ path, before, after }) => (
        <div key={path.join("/")}>
          {group === "document" ? null : <div className={styles.field}>{names.field(path, node)}</div>}
          <FieldValues before={before} after={after} />
        </div>
      ))}
    </div>
  );
}
