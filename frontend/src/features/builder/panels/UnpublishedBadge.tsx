import { Badge } from "@mantine/core";
import { hashKey, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Workflow } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { versionQuery } from "@/lib/api/version-query";

interface Props {
  /** The draft as it was last saved. */
  workflow: Workflow;
  liveVersion: number;
}

/** Says that the draft is not what runs: its graph or its settings differ from the live version's. */
export function UnpublishedBadge({ workflow: { id, graph, settings }, liveVersion }: Props) {
  const { data: live } = useQuery(versionQuery(id, liveVersion));
  const differs = useMemo(
    () => live !== undefined && hashKey([graph, settings]) !== hashKey([live.graph, live.settings]),
    [graph, settings, live],
  );
  if (!differs) return null;
  return (
    <Badge color="orange" variant="light" title={messages.builder.unpublishedHint(liveVersion)}>
      {messages.builder.unpublished}
    </Badge>
  );
}
