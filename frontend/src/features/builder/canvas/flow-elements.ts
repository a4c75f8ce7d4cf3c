import type { Edge, Node } from "@xyflow/react";
import type { Definition, GraphNode, Problem } from "@/lib/api/types";
import { isLoop } from "@/lib/graph/body";
import { drawnEdges, drawnNode } from "@/lib/graph/drawn";
import { definitionOf } from "@/lib/graph/family";
import type { Geometry, Point } from "@/lib/graph/geometry";
import { createKeeper, sameDrawn } from "@/lib/graph/keep";
import { messages } from "@/lib/messages";
import { sameFields } from "@/lib/same";
import type { NodeTest } from "../testing/test-marks";

export interface ProblemCount {
  errors: number;
  warnings: number;
  /** Whether nobody has edited the node yet: its errors are what is still to be filled in. */
  untouched: boolean;
}

/** The body of a node that is a loop. */
interface LoopBody {
  open: boolean;
  count: number;
}

export type BuilderFlowNode = Node<
  {
    node: GraphNode;
    definition: Definition | undefined;
    problems: ProblemCount | undefined;
    body: LoopBody | undefined;
    receiving: boolean;
    renaming: boolean;
    test: NodeTest | undefined;
  },
  "builder"
>;

export function countProblems(
  problems: readonly Problem[],
  untouched: ReadonlySet<string>,
): Map<string, ProblemCount> {
  const counts = new Map<string, ProblemCount>();
  for (const { node_id, severity } of problems) {
    if (node_id === null || node_id === undefined) continue;
    const count = counts.get(node_id) ?? { errors: 0, warnings: 0, untouched: untouched.has(node_id) };
    counts.set(node_id, {
      ...count,
      errors: count.errors + Number(severity === "error"),
      warnings: count.warnings + Number(severity === "warning"),
    });
  }
  return counts;
}

export interface FlowInput {
  /** Of the graph that is drawn; kept while only selection or a drag changes. */
  geometry: Geometry;
  definitions: ReadonlyMap<string, Definition>;
  problems: ReadonlyMap<string, ProblemCount>;
  selected: ReadonlySet<string>;
  /** Where nodes are that are being dragged and not dropped yet. */
  dragged: ReadonlyMap<string, Point>;
  /** The loop that would take what is being dragged. */
  receiver: string | null;
  /** The node whose name is being written. */
  renaming?: string | null;
  tests: ReadonlyMap<string, NodeTest>;
}

/**
 * Makes the canvas's nodes from the document's. A node that looks the same as last time keeps its identity, so that
 * React Flow leaves its element alone: an edit of one of 800 nodes renders one, and a move of the pointer that drags
 * one makes one anew.
 */
export function createFlowNodes(): (input: FlowInput) => BuilderFlowNode[] {
  const keep = createKeeper<BuilderFlowNode>((a, b) => sameDrawn(a, b) && sameData(a.data, b.data));
  let last: { at: Omit<FlowInput, "dragged">; nodes: BuilderFlowNode[] } | null = null;
  return ({ dragged, ...at }) => {
    if (!last || !sameFields(last.at, at)) last = { at, nodes: keep(nodesAtRest(at)) };
    if (dragged.size === 0) return last.nodes;
    return last.nodes.map((node) => {
      const position = dragged.get(node.id);
      return position ? { ...node, position, dragging: true } : node;
    });
  };
}

function nodesAtRest(input: Omit<FlowInput, "dragged">): BuilderFlowNode[] {
  const { geometry, definitions, problems, selected, receiver, renaming, tests } = input;
  return geometry.ordered.flatMap((node): BuilderFlowNode[] => {
    if (geometry.isHidden(node)) return [];
    const definition = definitionOf(node, definitions);
    return [
      {
        ...drawnNode(node, geometry, geometry.toDrawn(node.position, node.parent)),
        type: "builder",
        selected: selected.has(node.id),
        data: {
          ...{ node, definition, problems: problems.get(node.id), test: tests.get(node.id) },
          receiving: receiver === node.id,
          renaming: renaming === node.id,
          body: isLoop(node)
            ? { open: geometry.isOpen(node), count: geometry.body(node.id).length }
            : undefined,
        },
        ariaLabel: labelOf(node, definition, tests.get(node.id)),
      },
    ];
  });
}

function labelOf(node: GraphNode, definition: Definition | undefined, test: NodeTest | undefined): string {
  const label = messages.canvas.nodeLabel(node.name || node.key, definition?.title ?? node.type);
  const how = test?.how ? messages.standIns[test.how].title : null;
  return [label, how, test?.stale].filter(Boolean).join(". ");
}

/** Makes the canvas's edges, those that look the same as last time the same objects. */
export function createFlowEdges(): (
  geometry: Geometry,
  selected: ReadonlySet<string>,
  live: ReadonlySet<string>,
) => Edge[] {
  const keep = createKeeper<Edge>(sameFields);
  return (geometry, selected, live) =>
    keep(
      drawnEdges(geometry).map((edge) => ({
        ...edge,
        selected: selected.has(edge.id),
        className: `${edge.className ?? ""} ${live.has(edge.id) ? "live-edge" : ""}`.trim(),
      })),
    );
}

type Data = BuilderFlowNode["data"];

function sameData(a: Data, b: Data): boolean {
  return (
    a.node === b.node &&
    a.definition === b.definition &&
    a.receiving === b.receiving &&
    a.renaming === b.renaming &&
    a.test === b.test &&
    sameFields(a.body, b.body) &&
    sameFields(a.problems, b.problems)
  );
}
