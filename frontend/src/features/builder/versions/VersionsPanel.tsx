import { Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { LoadError } from "@/components/LoadError";
import { LoadMore } from "@/components/LoadMore";
import { Loading } from "@/components/Loading";
import { messages } from "@/lib/messages";
import { versionsQuery } from "../api/versions-query";
import { CompareDialog } from "../compare/CompareDialog";
import type { Comparand } from "../compare/comparand";
import { RunDialog } from "../panels/RunDialog";
import { useBuilderContext } from "../state/context";
import { KeptDrafts } from "./KeptDrafts";
import { VersionItem } from "./VersionItem";
import { VersionView } from "./VersionView";

const text = messages.versions;

interface Props {
  onRestored: () => void;
  /** A dialog has opened over the panel, or closed: Escape is its while it is open. */
  onDialog: (open: boolean) => void;
}

/** What was published, to look at, compare, restore and start; and drafts that did not go on. */
export function VersionsPanel({ onRestored, onDialog }: Props) {
  const { workflowId } = useBuilderContext();
  const [viewed, setViewed] = useState<number | null>(null);
  const [started, setStarted] = useState<number | null>(null);
  const [compared, setCompared] = useState<Comparand | null>(null);
  const versions = useInfiniteQuery(versionsQuery(workflowId));
  const dialog = viewed !== null || started !== null || compared !== null;
  useEffect(() => {
    onDialog(dialog);
    return () => onDialog(false);
  }, [dialog, onDialog]);
  if (versions.isPending) {
    return <Loading />;
  }
  if (versions.isError) return <LoadError error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <>
      {versions.data.length === 0 ? (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      ) : null}
      <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {versions.data.map((version) => (
          <VersionItem
            key={version.version}
            version={version}
            startable={versions.data.some(({ live }) => live)}
            onView={() => setViewed(version.version)}
            onCompare={() => setCompared({ kind: "version", version: version.version })}
            onStart={() => setStarted(version.version)}
          />
        ))}
      </Stack>
      <LoadMore list={versions} />
      <KeptDrafts onCompare={(kept) => setCompared({ kind: "kept", kept })} onRestored={onRestored} />
      <VersionView version={viewed} onClose={() => setViewed(null)} onRestored={onRestored} />
      <CompareDialog first={compared} onClose={() => setCompared(null)} />
      <RunDialog version={started} opened={started !== null} onClose={() => setStarted(null)} />
    </>
  );
}
