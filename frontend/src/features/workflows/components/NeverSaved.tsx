import { Alert, Anchor, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";
import { NEVER_SAVED, neverSaved } from "@/lib/never-saved";

const text = messages.workflows;

/** Leads to new workflows that were edited while no server answered, and were left. */
export function NeverSaved() {
  const { data: left = [] } = useQuery({
    queryKey: NEVER_SAVED,
    queryFn: () => neverSaved(),
    staleTime: 0,
    // What was found before may be saved by now.
    gcTime: 0,
  });
  if (left.length === 0) return null;
  return (
    <Alert color="yellow" p="xs" mb="sm" title={text.neverSaved}>
      <Group gap="md">
        {left.map(({ workflowId, name }) => (
          <Anchor
            key={workflowId}
            size="sm"
            renderRoot={(props) => (
              <Link to="/workflows/$workflowId" params={{ workflowId }} search={{ new: true }} {...props} />
            )}
          >
            {text.openNeverSaved(name)}
          </Anchor>
        ))}
      </Group>
    </Alert>
  );
}
