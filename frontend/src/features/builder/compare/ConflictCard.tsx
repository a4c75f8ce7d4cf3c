import { Radio, Text } from "@mantine/core";
import type { Annotation, GraphEdge } from "@/lib/api/types";
import type { Conflict } from "@/lib/graph/merge-choices";
import type { Side } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import styles from "./Compare.module.css";
import { FieldValues } from "./FieldValues";
import type { Names } from "./names";

const text = messages.conflict;

interface Props {
  conflict: Conflict;
  names: Names;
  choice: Side | null;
  onChoose: (side: Side) => void;
  /** Brings it into view, where it is drawn. */
  onShow: (() => void) | undefined;
}

/** One thing that both changed, with what each made of it. */
export function ConflictCard({ conflict, names, choice, onChoose, onShow }: Props) {
  const { kind, of, fields } = conflict;
  const title = titleOf(conflict, names);
  return (
    <section className={styles.conflict} data-open={choice === null || undefined}>
      {onShow ? (
        <button type="button" className={styles.conflictTitle} onClick={onShow}>
          {title}
        </button>
      ) : (
        <Text size="sm" fw={600}>
          {title}
        </Text>
      )}
      {fields.map(({ path, base, mine, theirs }) => (
        <div key={path.join("/")} className={styles.fields}>
          <div className={styles.field}>{names.field(path, kind === "node" ? of : null)}</div>
          <FieldValues
            before={names.value(path, mine)}
            after={names.value(path, theirs)}
            base={names.value(path, base)}
            labels={[text.mine, text.theirs]}
          />
        </div>
      ))}
      <Radio.Group
        value={choice}
        onChange={(side) => onChoose(side as Side)}
        // A group of radios takes its name from its label only.
        label={text.choice(title)}
        classNames={{ label: styles.unseen }}
        mt={6}
      >
        <div className={styles.sides}>
          <Radio size="xs" value="mine" label={labelOf(text.mine, conflict.mine, fields.length > 0)} />
          <Radio size="xs" value="theirs" label={labelOf(text.theirs, conflict.theirs, fields.length > 0)} />
        </div>
      </Radio.Group>
    </section>
  );
}

/** Where one side removed it, that is what there is to choose. */
function labelOf(side: string, value: unknown, byField: boolean): string {
  if (byField) return side;
  return text.outcome(side, value === undefined ? text.removed : text.kept);
}

function titleOf({ kind, of, mine, theirs, base }: Conflict, names: Names): string {
  const thing = mine ?? theirs ?? base;
  if (kind === "node") return names.node(of);
  if (kind === "edge") return names.edge(thing as GraphEdge);
  if (kind === "document") return messages.compare.groups.document;
  if (kind === "test") return `${messages.compare.groups.tests}: ${of}`;
  return names.annotation(thing as Annotation);
}
