import { ActionIcon, Group, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import type { GraphEdge } from "@/lib/api/types";
import { ancestorsOf } from "@/lib/graph/ancestors";
import type { FlatNode } from "@/lib/graph/body";
import { acceptsInput, handleName, handlesOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { connect } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import { removeItems } from "../state/membership";

const text = messages.properties;

/** Options listed before the search narrows them down. */
const LISTED = 100;

/** Where a node's ways lead: what drawing edges does, for those who do not draw. */
export function Connections({ node }: { node: FlatNode }) {
  const graph = useBuilder((state) => state.document.graph);
  const names = useMemo(() => new Map(graph.nodes.map(({ id, name, key }) => [id, name || key])), [graph]);
  const handles = handlesOf(node);
  if (handles.length === 0) return null;
  const before = new Set(ancestorsOf(graph, node.id).map(({ id }) => id));
  // As `connectionFault` decides, for all nodes at once.
  const reachable = graph.nodes.filter(
    (other) =>
      other.id !== node.id && other.parent === node.parent && acceptsInput(other) && !before.has(other.id),
  );
  return (
    <Stack gap="xs" role="group" aria-label={text.connections}>
      {handles.map((handle) => (
        <Way key={handle} {...{ node, handle, names, reachable }} edges={graph.edges} />
      ))}
    </Stack>
  );
}

interface WayProps {
  node: FlatNode;
  handle: string;
  edges: readonly GraphEdge[];
  /** The nodes that could follow without a cycle. */
  reachable: readonly FlatNode[];
  names: ReadonlyMap<string, string>;
}

function Way({ node, handle, edges: all, reachable, names }: WayProps) {
  const { store } = useBuilderContext();
  const edges = all.filter(
    ({ source, source_handle }) => source === node.id && (source_handle ?? "out") === handle,
  );
  const led = new Set(edges.map(({ target }) => target));
  const nameOf = (id: string) => names.get(id) ?? id;
  const options = reachable.filter(({ id }) => !led.has(id));
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
          limit={LISTED}
          comboboxProps={{ keepMounted: false }}
          aria-label={text.connectFrom(label)}
          placeholder={text.connectTo}
          data={options.map(({ id }) => ({ value: id, label: nameOf(id) }))}
          value={null}
          onChange={(target) => target && store.getState().edit(connect(node.id, handle, target))}
        />
      ) : edges.length === 0 ? (
        <Text size="xs" c="dimmed">
          {text.nothingToConnect}
        </Text>
      ) : null}
    </div>
  );
}
