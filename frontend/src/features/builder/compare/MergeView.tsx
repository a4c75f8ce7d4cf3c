import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";
import { diffDrafts } from "@/lib/graph/diff";
import { downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { withoutSecrets } from "@/lib/graph/masks";
import { mergeDrafts } from "@/lib/graph/merge";
import type { Side } from "@/lib/graph/values";
import { messages } from "@/lib/messages";
import { formatRelative } from "@/lib/time";
import { mergedProblemsQuery } from "../api/merged-problems-query";
import type { SaveConflict } from "../state/autosave";
import { useBuilder, useBuilderContext } from "../state/context";
import { keepDraft } from "../state/kept-drafts";
import { ChangeList } from "./ChangeList";
import styles from "./Compare.module.css";
import { ConflictCard } from "./ConflictCard";
import { entriesOf } from "./entries";
import { MarkedCanvas } from "./MarkedCanvas";
import { Names } from "./names";
import { mergeMarks, overlay } from "./overlay";

const text = messages.conflict;

/** What a merge comes to, drawn; what both changed, to choose; and the ways out, none of which loses a draft. */
export function MergeView({ conflict: { base, theirs } }: { conflict: SaveConflict }) {
  const { workflowId, autosave, definitions } = useBuilderContext();
  const mine = useBuilder((state) => state.document);
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const [open, setOpen] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const other = useMemo(() => toDraft(theirs), [theirs]);
  const { merged, conflicts, lost } = useMemo(
    () => mergeDrafts(base, mine, other, choices),
    [base, mine, other, choices],
  );
  const diffs = useMemo(
    () => ({ mine: diffDrafts(base, mine), theirs: diffDrafts(base, other) }),
    [base, mine, other],
  );
  const graph = useMemo(
    () => overlay(base.graph, overlay(other.graph, overlay(mine.graph, merged.graph))),
    [base, other, mine, merged],
  );
  const names = useMemo(() => new Names(base.graph, graph, definitions), [base, graph, definitions]);
  const undecided = conflicts.filter(({ id }) => !choices.has(id)).length;
  const marks = useMemo(
    () => mergeMarks(diffDrafts(base, merged), diffs, conflicts, choices),
    [base, merged, diffs, conflicts, choices],
  );
  const problems = useQuery({ ...mergedProblemsQuery(workflowId, merged), enabled: undecided === 0 });
  const errors = problems.data?.filter(({ severity }) => severity === "error").length ?? 0;

  const finish = (document: Draft, lostSides: readonly Side[]) => {
    for (const side of lostSides) {
      const draft = side === "mine" ? mine : other;
      const reason = side === "mine" ? "conflict" : "theirs";
      if (!keepDraft(workflowId, reason, withoutSecrets(draft, definitions))) download(draft);
    }
    autosave.resolve(document);
  };
  const all = (side: Side) => setChoices(new Map(conflicts.map(({ id }) => [id, side])));
  const changed = (side: Side) => entriesOf(diffs[side], names);
  return (
    <>
      <Text size="sm" mb="sm">
        {text.text(theirs.edited_by ?? text.somebody, formatRelative(theirs.edited_at))}
      </Text>
      <div className={styles.comparison}>
        <MarkedCanvas graph={graph} marks={marks} shown={shown} onPick={setOpen} />
        <aside className={styles.side} aria-label={text.title}>
          <Group justify="space-between" mb={6}>
            {/* The dialog opens here, and not at the first step of the drawing. */}
            <Text size="sm" fw={600} role="status" tabIndex={-1} data-autofocus className={styles.summary}>
              {conflicts.length === 0 ? text.noOverlap : text.overlaps(undecided)}
            </Text>
            {conflicts.length > 1 ? (
              <Group gap={4}>
                <Button size="compact-xs" variant="subtle" onClick={() => all("mine")}>
                  {text.allMine}
                </Button>
                <Button size="compact-xs" variant="subtle" onClick={() => all("theirs")}>
                  {text.allTheirs}
                </Button>
              </Group>
            ) : null}
          </Group>
          {lost.length > 0 ? (
            <Alert color="orange" p="xs" mb="xs">
              {text.lost(lost.length)} {lost.map((edge) => names.edge(edge)).join(", ")}
            </Alert>
          ) : null}
          {conflicts.map((each) => (
            <ConflictCard
              key={each.id}
              conflict={each}
              names={names}
              choice={choices.get(each.id) ?? null}
              onChoose={(side) => setChoices(new Map([...choices, [each.id, side]]))}
              onShow={
                each.kind === "node" || each.kind === "annotation" ? () => setShown(each.of) : undefined
              }
            />
          ))}
          {(["theirs", "mine"] as const).map((side) => {
            const entries = changed(side);
            return entries.length === 0 ? null : (
              <details key={side} className={styles.sideChanges}>
                <summary>
                  {side === "mine" ? text.yours(entries.length) : text.others(entries.length)}
                </summary>
                <ChangeList
                  entries={entries}
                  names={names}
                  open={open}
                  onOpen={(entry) => {
                    setOpen(entry?.id ?? null);
                    if (entry?.drawn) setShown(entry.drawn);
                  }}
                />
              </details>
            );
          })}
        </aside>
      </div>
      {errors > 0 ? (
        <Alert color="orange" p="xs" mt="xs">
          {text.problems(errors)}
        </Alert>
      ) : null}
      <Group mt="sm" gap="xs" justify="space-between">
        <Group gap="xs">
          <Button variant="subtle" onClick={() => download(mine)}>
            {text.download}
          </Button>
          <Text size="xs" c="dimmed">
            {text.keptNote}
          </Text>
        </Group>
        <Group gap="xs">
          <Button variant="default" onClick={() => finish(other, ["mine"])}>
            {text.onlyTheirs}
          </Button>
          <Button variant="default" onClick={() => finish(mine, ["theirs"])}>
            {text.onlyMine}
          </Button>
          <Button disabled={undecided > 0} onClick={() => finish(merged, ["mine", "theirs"])}>
            {text.merge}
          </Button>
        </Group>
      </Group>
    </>
  );
}

function download(draft: Draft): void {
  downloadText(fileNameOf(draft.name), serializeDocument(toDocument(draft)));
}
