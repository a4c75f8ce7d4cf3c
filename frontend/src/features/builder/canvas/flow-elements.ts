import type { Edge, Node } from "@xyflow/react";
import type { Definition, GraphEdge, GraphNode, Problem } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { handleBounds } from "@/lib/graph/handle-bounds";
import { NODE_SIZE, type Point } from "@/lib/graph/layout";
import { messages } from "@/lib/messages";

export interface ProblemCount {
  errors: number;
  warnings: number;
}

export type BuilderFlowNode = Node<
  { node: GraphNode; definition: Definition | undefined; problems: ProblemCount | undefined },
  "builder"
>;

export function countProblems(problems: readonly Problem[]): Map<string, ProblemCount> {
  const counts = new Map<string, ProblemCount>();
  for (const { node_id, severity } of problems) {
    if (node_id === null || node_id === undefined) continue;
    const count = counts.get(node_id) ?? { errors: 0, warnings: 0 };
    counts.set(node_id, {
      errors: count.errors + Number(severity === "error"),
      warnings: count.warnings + Number(severity === "warning"),
    });
  }
  return counts;
}

function sameCount(a: ProblemCount | undefined, b: ProblemCount | undefined): boolean {
  return a === b || (a?.errors === b?.errors && a?.warnings === b?.warnings);
}

export interface FlowInput {
  nodes: readonly GraphNode[];
  definitions: ReadonlyMap<string, Definition>;
  problems: ReadonlyMap<string, ProblemCount>;
  selected: ReadonlySet<string>;
  /** Where nodes are that are being dragged and not dropped yet. */
  dragged: ReadonlyMap<string, Point>;
}

/**
 * Makes the canvas's nodes from the document's. A node that looks the same as last time keeps its identity, so that
 * React Flow leaves its element alone: an edit of one of 800 nodes renders one.
 */
export function createFlowNodes(): (input: FlowInput) => BuilderFlowNode[] {
  let known = new Map<string, BuilderFlowNode>();
  return ({ nodes, definitions, problems, selected, dragged }) => {
    const flows = nodes.map((node) => {
      const flow = known.get(node.id);
      const count = problems.get(node.id);
      const position = dragged.get(node.id) ?? node.position;
      const isSelected = selected.has(node.id);
      const sameData = flow?.data.node === node && sameCount(flow.data.problems, count);
      if (flow && sameData && flow.selected === isSelected && flow.position === position) return flow;
      const definition = definitionOf(node, definitions);
      return {
        id: node.id,
        type: "builder" as const,
        position,
        ...NODE_SIZE,
        measured: NODE_SIZE,
        handles: handleBounds(node.type),
        selected: isSelected,
        data: flow && sameData ? flow.data : { node, definition, problems: count },
        ariaLabel: messages.canvas.nodeLabel(node.name || node.key, definition?.title ?? node.type),
      };
    });
    known = new Map(flows.map((flow) => [flow.id, flow]));
    return flows;
  };
}

export function toFlowEdges(edges: readonly GraphEdge[], selected: ReadonlySet<string>): Edge[] {
  return edges.map((edge) => ({
    id: edge.id,
    source: edge.source,
    sourceHandle: edge.source_handle,
    target: edge.target,
    selected: selected.has(edge.id),
    className: edge.source_handle === "error" ? "error-edge" : "",
  }));
}
