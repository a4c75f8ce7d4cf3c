import { Button, Group, Stack, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import { LoadFault } from "./LoadFault";

const text = messages.wholeRun;

/** How much of a run is shown, and more of it on demand: of these nodes, or of all. Nothing where all is shown. */
export function ShowMore({ keys }: { keys: readonly string[] | null }) {
  const { more } = useRunView();
  const load = () => more.load(keys);
  if (!more.isPartial(keys)) return null;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap={8} wrap="nowrap">
        <Text size="xs" c="dimmed" className="numeric" role="status">
          {text.part(more.runs.length, more.total)}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={keys ? text.moreOfStep : text.more}
          loading={more.loading}
          onClick={load}
        >
          {text.more}
        </Button>
      </Group>
      {more.error ? <LoadFault title={text.moreFailed} error={more.error} onRetry={load} /> : null}
    </Stack>
  );
}
