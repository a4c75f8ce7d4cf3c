import type { Annotation, GraphEdge, GraphNode, WorkflowDocument } from "@/lib/api/types";
import { newDocument } from "@/lib/graph/document";

export function node(id: string, type = "action", more: Partial<GraphNode> = {}): GraphNode {
  const definition = type === "trigger" ? "api@1" : type === "action" ? "api_call@1" : undefined;
  return {
    ...{ id, key: id, type, name: id, position: { x: 0, y: 0 }, config: {}, settings: {} },
    ...(definition ? { definition } : {}),
    ...more,
  };
}

/** A note that says its id, or what is told of it. */
export function annotation(id: string, more: Partial<Annotation> = {}): Annotation {
  const size = { width: 224, height: 136 };
  return { id, kind: "note", text: id, color: "yellow", position: { x: 0, y: 0 }, size, ...more };
}

/** `"a>b"` or `"a.true>b"` as an edge. */
export function edge(spec: string): GraphEdge {
  const [from = "", target = ""] = spec.split(">");
  const [source = "", source_handle = "out"] = from.split(".");
  return { id: spec, source, source_handle, target };
}

export function workflow(nodes: GraphNode[], ...edges: string[]): WorkflowDocument {
  return { ...newDocument("Test"), graph: { nodes, edges: edges.map(edge) } };
}
