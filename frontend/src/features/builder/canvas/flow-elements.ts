import type { Edge, Node } from "@xyflow/react";
import type { Definition, GraphNode, Problem } from "@/lib/api/types";
import { isLoop, levelsOf, parentsFirst } from "@/lib/graph/body";
import { drawnEdges, drawnNode } from "@/lib/graph/drawn";
import { definitionOf } from "@/lib/graph/family";
import type { Geometry, Point, Size } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
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
  tests: ReadonlyMap<string, NodeTest>;
}

/**
 * Makes the canvas's nodes from the document's. A node that looks the same as last time keeps its identity, so that
 * React Flow leaves its element alone: an edit of one of 800 nodes renders one.
 */
export function createFlowNodes(): (input: FlowInput) => BuilderFlowNode[] {
  let known = new Map<string, BuilderFlowNode>();
  return ({ geometry, definitions, problems, selected, dragged, receiver, tests }) => {
    const { graph } = geometry;
    const levels = graph.nodes.some(isLoop) ? levelsOf(graph) : null;
    const flows = parentsFirst(graph.nodes).flatMap((node): BuilderFlowNode[] => {
      if (geometry.isHidden(node)) return [];
      const flow = known.get(node.id);
      const body = isLoop(node)
        ? { open: geometry.isOpen(node), count: levels?.get(node.id)?.nodes.length ?? 0 }
        : undefined;
      const data: BuilderFlowNode["data"] = {
        ...{ node, body, definition: definitionOf(node, definitions), problems: problems.get(node.id) },
        ...{ receiving: receiver === node.id, test: tests.get(node.id) },
      };
      const position = dragged.get(node.id) ?? geometry.toDrawn(node.position, node.parent);
      const next: BuilderFlowNode = {
        ...drawnNode(node, geometry, position),
        type: "builder",
        selected: selected.has(node.id),
        data: flow && sameData(flow.data, data) ? flow.data : data,
        ariaLabel: messages.canvas.nodeLabel(node.name || node.key, data.definition?.title ?? node.type),
      };
      return [flow && sameFlow(flow, next) ? flow : next];
    });
    known = new Map(flows.map((flow) => [flow.id, flow]));
    return flows;
  };
}

export function toFlowEdges(
  geometry: Geometry,
  selected: ReadonlySet<string>,
  live: ReadonlySet<string>,
): Edge[] {
  return drawnEdges(geometry).map((edge) => ({
    ...edge,
    selected: selected.has(edge.id),
    className: `${edge.className ?? ""} ${live.has(edge.id) ? "live-edge" : ""}`.trim(),
  }));
}

type Data = BuilderFlowNode["data"];

function sameData(a: Data, b: Data): boolean {
  return (
    a.node === b.node &&
    a.definition === b.definition &&
    a.receiving === b.receiving &&
    a.test === b.test &&
    a.body?.open === b.body?.open &&
    a.body?.count === b.body?.count &&
    a.problems?.errors === b.problems?.errors &&
    a.problems?.warnings === b.problems?.warnings &&
    a.problems?.untouched === b.problems?.untouched
  );
}

function sameFlow(a: BuilderFlowNode, b: BuilderFlowNode): boolean {
  return (
    a.data === b.data &&
    a.selected === b.selected &&
    a.parentId === b.parentId &&
    samePoint(a.position, b.position) &&
    sameSize(a.measured as Size, b.measured as Size)
  );
}

function samePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
