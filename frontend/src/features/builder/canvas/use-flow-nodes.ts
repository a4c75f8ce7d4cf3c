import { type NodeChange, useReactFlow } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { type Geometry, geometryOf, type Point } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { moveItems, withCarried } from "../state/annotations";
import { moveInto } from "../state/membership";
import { useBuilder, useBuilderContext } from "../state/context";
import { spliceNode } from "../state/wiring";
import { useTestMarks } from "../testing/use-test-marks";
import { type CanvasNode, useAnnotationNodes } from "./use-annotation-nodes";
import { countProblems, createFlowNodes } from "./flow-elements";
import { useAlignment } from "./use-alignment";
import type { useSplice } from "./use-splice";

const NOT_DRAGGING: ReadonlyMap<string, Point> = new Map();

/**
 * The nodes React Flow draws. While nodes are dragged they move here only; where they are dropped becomes one edit
 * of the document, and so one step of undo, also when it takes them into a loop or out of one.
 */
export function useFlowNodes({ over, overNode }: ReturnType<typeof useSplice>, selecting: boolean) {
  const { store, definitions } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const graph = useBuilder((state) => state.document.graph);
  const selected = useBuilder((state) => state.selection.nodes);
  const collapsed = useBuilder((state) => state.collapsed);
  const untouched = useBuilder((state) => state.untouched);
  const problems = useBuilder((state) => state.problems);
  const renaming = useBuilder((state) => state.renaming);
  const { nodes: tests } = useTestMarks();
  const [dragged, setDragged] = useState(NOT_DRAGGING);
  const [receiver, setReceiver] = useState<string | null>(null);
  const { dragging, guides, steps: alignment } = useAlignment();
  const atStart = useRef<Geometry | null>(null);
  const [toFlowNodes] = useState(createFlowNodes);
  const counts = useMemo(() => countProblems(problems, untouched), [problems, untouched]);
  const geometry = geometryOf(graph, collapsed);
  const steps = useMemo(
    () =>
      toFlowNodes({ geometry, definitions, problems: counts, selected, dragged, receiver, renaming, tests }),
    [toFlowNodes, geometry, definitions, counts, selected, dragged, receiver, renaming, tests],
  );
  const { annotations, takeResizes } = useAnnotationNodes(geometry, dragged, selecting);
  const flowNodes = useMemo<CanvasNode[]>(() => [...annotations, ...steps], [annotations, steps]);

  const onNodesChange = useCallback(
    (all: NodeChange<CanvasNode>[]) => {
      const changes = takeResizes(all);
      const { document, collapsed, edit, select, selection } = store.getState();
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
      const geometry = geometryOf(document.graph, collapsed);
      const moved = moving.size > 0 ? alignment.move(geometry, moving) : null;
      if (moved) {
        const drawn = drawnWithCarried(geometry, moved);
        setDragged((positions) => new Map([...positions, ...drawn]));
      }
      if (dropped.size > 0) {
        const parents = new Map(document.graph.nodes.map(({ id, parent }) => [id, parent]));
        const positions = new Map(
          [...alignment.drop(dropped)].map(([id, drawn]) => [
            id,
            geometry.toPosition(drawn, parents.get(id)),
          ]),
        );
        edit(moveItems(positions), moveTag(dropped.keys()));
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
    [store, takeResizes, alignment],
  );

  const onNodeDragStart = useCallback(
    (event: MouseEvent | TouchEvent) => {
      const { document, collapsed } = store.getState();
      atStart.current = geometryOf(document.graph, collapsed);
      alignment.begin(event);
    },
    [store, alignment],
  );
  /** The loop under the pointer, by the containers as drawn since the drag began; null at the top. */
  const loopUnder = useCallback(
    (event: MouseEvent | TouchEvent, dragged: readonly CanvasNode[]): string | null => {
      const pointer = "changedTouches" in event ? event.changedTouches[0] : event;
      if (!pointer || !atStart.current) return null;
      const point = screenToFlowPosition({ x: pointer.clientX, y: pointer.clientY }, { snapToGrid: false });
      return atStart.current.containerAt(point, new Set(dragged.map(({ id }) => id)))?.id ?? null;
    },
    [screenToFlowPosition],
  );
  const onNodeDrag = useCallback(
    (event: MouseEvent | TouchEvent, node: CanvasNode, all: CanvasNode[]) => {
      if (node.type === "annotation") return;
      const under = loopUnder(event, all);
      const edge = overNode(all.length === 1 ? node : null, event);
      setReceiver(under === (node.parentId ?? null) || edge !== null ? null : under);
    },
    [loopUnder, overNode],
  );
  const onNodeDragStop = useCallback(
    (event: MouseEvent | TouchEvent, node: CanvasNode, all: CanvasNode[]) => {
      alignment.end();
      setReceiver(null);
      if (node.type === "annotation") return;
      const ids = new Set(all.map(({ id }) => id));
      const edge = overNode(all.length === 1 ? node : null, event);
      over();
      if (edge !== null) {
        store.getState().edit(spliceNode(edge, node.id), moveTag(ids));
        return;
      }
      const under = loopUnder(event, all);
      if (under === (node.parentId ?? null)) return;
      const before = store.getState().document.graph.edges.length;
      store.getState().edit(moveInto(ids, under ?? undefined), moveTag(ids));
      const cut = before - store.getState().document.graph.edges.length;
      if (cut > 0) notifyInfo(messages.builder.cut(cut));
    },
    [store, loopUnder, over, overNode, alignment],
  );

  // A drag keeps to the grid itself, where it lines up with nothing; keys move by it.
  const events = { onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop, snapToGrid: !dragging };
  return { flowNodes, geometry, guides, events };
}

/** Where dragged items are drawn, and what they take along: in a body it counts from the container's corner. */
function drawnWithCarried(geometry: Geometry, drawn: ReadonlyMap<string, Point>): Map<string, Point> {
  const parents = new Map(geometry.graph.nodes.map(({ id, parent }) => [id, parent]));
  const positions = new Map([...drawn].map(([id, at]) => [id, geometry.toPosition(at, parents.get(id))]));
  const all = withCarried(geometry, positions);
  return new Map([...all].map(([id, at]) => [id, drawn.get(id) ?? geometry.toDrawn(at, parents.get(id))]));
}

/** The drop and what follows from it are one step of undo. */
function moveTag(ids: Iterable<string>): string {
  return `move:${[...ids].sort().join()}`;
}
