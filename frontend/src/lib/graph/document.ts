import type { Annotation, GraphEdge, GraphNode, WorkflowDocument, WorkflowSettings } from "@/lib/api/types";

/** As the server completes them. */
export const DEFAULT_SETTINGS: WorkflowSettings = {
  durability: "standard",
  timeout_seconds: 31_536_000,
  timezone: "UTC",
  error_workflow: null,
  overlap: "allow",
};

export function newDocument(name: string, nodes: GraphNode[] = []): WorkflowDocument {
  return { name, description: "", settings: DEFAULT_SETTINGS, graph: { nodes, edges: [] } };
}

/** Reads a workflow from a file's text. Throws an Error whose message says what is wrong. */
export function parseDocument(text: string, fallbackName: string, noGraph: string): WorkflowDocument {
  const value = JSON.parse(text) as Partial<WorkflowDocument> | null;
  const graph = value?.graph;
  if (!Array.isArray(graph?.nodes) || !Array.isArray(graph.edges)) throw new Error(noGraph);
  return {
    name: typeof value?.name === "string" && value.name ? value.name : fallbackName,
    description: typeof value?.description === "string" ? value.description : "",
    settings: { ...DEFAULT_SETTINGS, ...value?.settings },
    graph: {
      nodes: graph.nodes as GraphNode[],
      edges: graph.edges as GraphEdge[],
      ...(Array.isArray(graph.annotations) ? { annotations: graph.annotations as Annotation[] } : {}),
    },
    ...(Array.isArray(value?.tests) ? { tests: value.tests } : {}),
  };
}

/** The workflow as a file: the form `parseDocument` and the server take, readable in a diff. */
export function serializeDocument({ name, description, settings, graph, tests }: WorkflowDocument): string {
  return `${JSON.stringify({ name, description, settings, graph, tests }, null, 2)}\n`;
}

/** Hands a JSON text to the browser as a download. */
export function downloadText(fileName: string, text: string): void {
  downloadFile(fileName, "application/json", text);
}

export function downloadFile(fileName: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: fileName });
  link.click();
  URL.revokeObjectURL(url);
}

/** "Welcome series" -> `welcome-series.json` */
export function fileNameOf(workflowName: string): string {
  const slug = workflowName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${slug || "workflow"}.json`;
}
