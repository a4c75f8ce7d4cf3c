import { Badge, Button, Center, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadError } from "@/components/LoadError";
import { messages } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { versionsQuery } from "../api/versions-query";
import { useBuilderContext } from "../state/context";
import { VersionView } from "./VersionView";

const text = messages.versions;

export function VersionsPanel({ onRestored }: { onRestored: () => void }) {
  const { workflowId } = useBuilderContext();
  const [viewed, setViewed] = useState<number | null>(null);
  const versions = useQuery(versionsQuery(workflowId));
  if (versions.isPending) {
    return (
      <Center py="xl">
        <Loader size="sm" aria-label={messages.common.loading} />
      </Center>
    );
  }
  if (versions.isError) return <LoadError error={versions.error} onRetry={() => void versions.refetch()} />;
  if (versions.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text.none}
      </Text>
    );
  }
  return (
    <>
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {versions.data.map(({ version, published_at, published_by, live }) => (
          <li key={version}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {text.version(version)}
              </Text>
              {live ? <Badge color="teal">{text.live}</Badge> : null}
              <Button
                variant="subtle"
                size="compact-xs"
                ml="auto"
                aria-label={text.viewVersion(version)}
                onClick={() => setViewed(version)}
              >
                {text.view}
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              {formatDateTime(published_at)} {published_by ? text.by(published_by) : null}
            </Text>
          </li>
        ))}
      </Stack>
      <VersionView version={viewed} onClose={() => setViewed(null)} onRestored={onRestored} />
    </>
  );
}
