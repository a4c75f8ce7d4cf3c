import { Group, Modal, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { toDraft } from "@/lib/graph/body";
import type { Comparable } from "@/lib/graph/diff";
import { messages } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { versionQuery } from "@/lib/api/version-query";
import { versionsQuery } from "../api/versions-query";
import { useBuilder, useBuilderContext } from "../state/context";
import { keptDrafts } from "../state/kept-drafts";
import { type Comparand, comparandId } from "./comparand";
import { versionAsDraft } from "./differences";
import { DraftComparison } from "./DraftComparison";

const text = messages.compare;

interface Props {
  /** What to begin with; compared with the draft. */
  first: Comparand | null;
  onClose: () => void;
}

/** Any two of the draft, the versions and the drafts that were kept. */
export function CompareDialog({ first, onClose }: Props) {
  return (
    <Modal opened={first !== null} onClose={onClose} title={text.title} fullScreen>
      {first ? <Comparison key={comparandId(first)} first={first} /> : null}
    </Modal>
  );
}

function Comparison({ first }: { first: Comparand }) {
  const { workflowId } = useBuilderContext();
  const versions = useInfiniteQuery(versionsQuery(workflowId));
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState<Comparand>({ kind: "draft" });
  const choices = useMemo(() => {
    const sides: [Comparand, string][] = [
      [{ kind: "draft" }, text.draft],
      ...(versions.data ?? []).map(({ version, label }): [Comparand, string] => [
        { kind: "version", version },
        text.version(version, label),
      ]),
      ...keptDrafts(workflowId).map((kept): [Comparand, string] => [
        { kind: "kept", kept },
        text.kept(formatDateTime(kept.at)),
      ]),
    ];
    // One that is not listed yet: the list comes in pages.
    if (first.kind === "version" && !sides.some(([side]) => comparandId(side) === comparandId(first)))
      sides.push([first, text.version(first.version, "")]);
    return sides;
  }, [versions.data, workflowId, first]);
  const select = (label: string, side: Comparand, onChange: (side: Comparand) => void) => (
    <Select
      size="xs"
      w={300}
      label={label}
      allowDeselect={false}
      searchable
      data={choices.map(([each, name]) => ({ value: comparandId(each), label: name }))}
      value={comparandId(side)}
      onChange={(id) => {
        const chosen = choices.find(([each]) => comparandId(each) === id);
        if (chosen) onChange(chosen[0]);
      }}
    />
  );
  return (
    <>
      <Group mb="sm" align="flex-end">
        {select(text.before, from, setFrom)}
        {select(text.after, to, setTo)}
      </Group>
      <Loaded from={from} to={to} />
    </>
  );
}

function Loaded({ from, to }: { from: Comparand; to: Comparand }) {
  const [before, after] = [useComparable(from), useComparable(to)];
  const failed = before.error ? before : after;
  if (failed.error) return <LoadError error={failed.error} onRetry={failed.retry} />;
  if (!before.data || !after.data) {
    return <Loading />;
  }
  return <DraftComparison before={before.data} after={after.data} />;
}

function useComparable(side: Comparand) {
  const { workflowId } = useBuilderContext();
  const draft = useBuilder((state) => state.document);
  const version = side.kind === "version" ? side.version : null;
  const published = useQuery({ ...versionQuery(workflowId, version ?? 0), enabled: version !== null });
  const data = useMemo((): Comparable | undefined => {
    if (side.kind === "kept") return toDraft(side.kept.document);
    if (side.kind === "draft") return draft;
    return published.data && versionAsDraft(published.data, draft);
  }, [side, draft, published.data]);
  return { data, error: published.error, retry: () => void published.refetch() };
}
