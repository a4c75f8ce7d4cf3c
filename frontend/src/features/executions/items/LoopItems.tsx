import { Text } from "@mantine/core";
import { ValueSection } from "@/components/RunDetails";
import type { NodeRun } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useRunView } from "../run-view";
import { useItems } from "./use-items";

const text = messages.execution;

/** What the loops around a step had in hand when it ran. */
export function LoopItems({ run }: { run: NodeRun }) {
  const { graph } = useRunView();
  const items = useItems(
    graph.nodes.find(({ key }) => key === run.key),
    run.iteration,
  );
  return items.map(({ loop, index, item, pending }, depth) => {
    const label = text.itemOf(index, loop.name || loop.key);
    if (item !== undefined)
      return (
        <ValueSection
          key={loop.id}
          label={label}
          value={item}
          root={depth === 0 ? "$item" : `$${loop.key}.item`}
        />
      );
    return pending ? null : (
      <Text key={loop.id} size="sm" c="dimmed">
        {text.itemUnknown(label)}
      </Text>
    );
  });
}
