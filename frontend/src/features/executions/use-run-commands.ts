import { useCallback } from "react";
import { stepCommand } from "@/components/step-command";
import type { Definition } from "@/lib/api/types";
import { useCommandSource } from "@/lib/commands/registry";
import type { FlatGraph } from "@/lib/graph/body";

/** Offers the steps of a run to the command palette. `seek` is told a step's key, and must keep its identity. */
export function useRunCommands(
  graph: FlatGraph,
  definitions: ReadonlyMap<string, Definition>,
  seek: (key: string) => void,
): void {
  const steps = useCallback(
    () => graph.nodes.map((node) => stepCommand(node, definitions, () => seek(node.key))),
    [graph, definitions, seek],
  );
  useCommandSource(steps);
}
