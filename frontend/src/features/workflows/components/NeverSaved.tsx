import { Alert, Anchor, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";
import { neverSaved } from "@/lib/never-saved";

const text = messages.workflows;

/** Leads to new workflows that were edited while no server answered, and whose tabs are closed. */
export function NeverSaved() {
  const { data: left = [] } = useQuery({
    queryKey: ["never-saved"],
    queryFn: () => neverSaved(),
    staleTime: 0,
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
