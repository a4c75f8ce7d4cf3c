import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { messages } from "@/lib/messages";
import { triggersQuery } from "../api/triggers-query";
import { versionQuery } from "@/lib/api/version-query";
import { useLiveVersion } from "../api/use-live-version";
import { useBuilderContext } from "../state/context";
import { TriggerCard } from "./TriggerCard";

/** The triggers of the live version, as they are now. */
export function TriggersPanel() {
  const { workflowId } = useBuilderContext();
  const triggers = useQuery(triggersQuery(workflowId));
  const live = useLiveVersion();
  // What listens is the live version, whatever the draft has become.
  const version = useQuery({ ...versionQuery(workflowId, live ?? 0), enabled: live !== null });
  if (triggers.isPending) {
    return <Loading />;
  }
  // What was read stays while it cannot be read anew.
  if (!triggers.data) return <LoadError error={triggers.error} onRetry={() => void triggers.refetch()} />;
  if (triggers.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {messages.publish.noTriggers}
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {triggers.data.map((trigger) => (
        <TriggerCard
          key={trigger.id}
          trigger={trigger}
          readers={version.data?.graph.nodes}
          node={version.data?.graph.nodes.find(({ key }) => key === trigger.node_key)}
        />
      ))}
    </Stack>
  );
}
