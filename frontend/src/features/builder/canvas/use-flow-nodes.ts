import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import type { Point } from "@/lib/graph/layout";
import { moveNodes } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import { type BuilderFlowNode, countProblems, createFlowNodes } from "./flow-elements";

const NOT_DRAGGING: ReadonlyMap<string, Point> = new Map();

/**
 * The nodes React Flow draws. While nodes are dragged they move here only; where they are dropped becomes one edit
 * of the document, and so one step of undo.
 */
export function useFlowNodes() {
  const { store, definitions } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const selected = useBuilder((state) => state.selection.nodes);
  const problems = useBuilder((state) => state.problems);
  const [dragged, setDragged] = useState(NOT_DRAGGING);
  const [toFlowNodes] = useState(createFlowNodes);
  const counts = useMemo(() => countProblems(problems), [problems]);
  const flowNodes = useMemo(
    () => toFlowNodes({ nodes, definitions, problems: counts, selected, dragged }),
    [toFlowNodes, nodes, definitions, counts, selected, dragged],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<BuilderFlowNode>[]) => {
      const { edit, select, selection } = store.getState();
      const moving = new Map<string, Point>();
      const dropped = new Map<string, Point>();
      const picks: { id: string; on: boolean }[] = [];
      for (const change of changes) {
        if (change.type === "select") picks.push({ id: change.id, on: change.selected });
        // Arrow keys move without a drag: such a change is final as it comes.
        else if (change.type === "position" && change.position) {
          (change.dragging ? moving : dropped).set(change.id, change.position);
        }
      }
      if (moving.size > 0) setDragged((positions) => new Map([...positions, ...moving]));
      if (dropped.size > 0) {
        edit(moveNodes(dropped), `move:${[...dropped.keys()].join()}`);
        setDragged(NOT_DRAGGING);
      }
      if (picks.length > 0) {
        const next = new Set(selection.nodes);
        for (const { id, on } of picks) {
          if (on) next.add(id);
          else next.delete(id);
        }
        select(next, selection.edges);
      }
    },
    [store],
  );

  return { flowNodes, onNodesChange };
}
