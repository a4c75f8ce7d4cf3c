import { Stack, Title } from "@mantine/core";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import type { NodeData } from "../expression/use-node-data";
import { NodeOutput } from "../testing/NodeOutput";

/** What the node gave in the run whose data is shown, and ways to get or set it anew. */
export function OutputPane({ node, data: { runs, iteration, of } }: { node: FlatNode; data: NodeData }) {
  const own = runs.filter((run) => run.key === node.key && run.iteration === iteration);
  return (
    <Stack gap="sm">
      <Title order={3}>{messages.detail.output}</Title>
      <NodeOutput node={node} runs={own} of={of} />
    </Stack>
  );
}
