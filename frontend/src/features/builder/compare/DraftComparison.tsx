import { Text } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Comparable } from "@/lib/graph/diff";
import { messages } from "@/lib/messages";
import { useBuilderContext } from "../state/context";
import { ChangeList } from "./ChangeList";
import styles from "./Compare.module.css";
import { differencesOf } from "./differences";
import type { Entry } from "./entries";
import { MarkedCanvas } from "./MarkedCanvas";
import { marksOf, overlay } from "./overlay";

const text = messages.compare;

/** Two states of the workflow: both drawings over each other, and the list of what differs. */
export function DraftComparison({ before, after }: { before: Comparable; after: Comparable }) {
  const { definitions } = useBuilderContext();
  const [open, setOpen] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const { diff, names, entries, count, moved } = useMemo(
    () => differencesOf(before, after, definitions),
    [before, after, definitions],
  );
  const graph = useMemo(() => overlay(before.graph, after.graph), [before, after]);
  const marks = useMemo(() => marksOf(diff, (kind) => `${text.signs[kind]} ${text.kinds[kind]}`), [diff]);
  const show = (entry: Entry | null) => {
    setOpen(entry?.id ?? null);
    if (entry?.drawn) setShown(entry.drawn);
  };
  return (
    <div className={styles.comparison}>
      <MarkedCanvas
        graph={graph}
        marks={marks}
        shown={shown}
        onPick={(entry) => show(entries.find(({ id }) => id === entry) ?? null)}
      />
      <aside className={styles.side} aria-label={text.list}>
        <Text size="sm" fw={600} role="status">
          {count === 0 ? text.none : text.count(count)}
        </Text>
        {moved > 0 ? (
          <Text size="xs" c="dimmed">
            {text.moved(moved)}
          </Text>
        ) : null}
        <ChangeList entries={entries} names={names} open={open} onOpen={show} />
      </aside>
    </div>
  );
}
