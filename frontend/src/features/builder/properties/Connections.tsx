import { ActionIcon, Group, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { FlatNode } from "@/lib/graph/body";
import { handleName, handlesOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { connect, connectionFault } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import { removeItems } from "../state/membership";

const text = messages.properties;

/** Where a node's ways lead: what drawing edges does, for those who do not draw. */
export function Connections({ node }: { node: FlatNode }) {
  const handles = handlesOf(node);
  if (handles.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-label={text.connections}>
      {handles.map((handle) => (
        <Way key={handle} node={node} handle={handle} />
      ))}
    </Stack>
  );
}

function Way({ node, handle }: { node: FlatNode; handle: string }) {
  const { store } = useBuilderContext();
  const graph = useBuilder((state) => state.document.graph);
  const edges = graph.edges.filter(
    ({ source, source_handle }) => source === node.id && (source_handle ?? "out") === handle,
  );
  const led = new Set(edges.map(({ target }) => target));
  const nameOf = (id: string) => {
    const target = graph.nodes.find((each) => each.id === id);
    return target?.name || target?.key || id;
  };
  const options = graph.nodes.filter(
    ({ id, parent }) =>
      parent === node.parent && !led.has(id) && connectionFault(graph, node.id, id) === null,
  );
  const label = handleName(node, handle);
  return (
    <div>
      <Text size="xs" fw={500}>
        {label}
      </Text>
      {edges.map(({ id, target }) => (
        <Group key={id} gap={4} justify="space-between" wrap="nowrap">
          <Text size="xs" truncate>
            → {nameOf(target)}
          </Text>
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label={text.disconnect(label, nameOf(target))}
            onClick={() => store.getState().edit(removeItems(new Set(), new Set([id])))}
          >
            <IconX size={13} />
          </ActionIcon>
        </Group>
      ))}
      {options.length > 0 ? (
        <Select
          size="xs"
          mt={2}
          searchable
          aria-label={text.connectFrom(label)}
          placeholder={text.connectTo}
          data={options.map(({ id }) => ({ value: id, label: nameOf(id) }))}
          value={null}
          onChange={(target) => target && store.getState().edit(connect(node.id, handle, target))}
        />
      ) : null}
    </div>
  );
}
