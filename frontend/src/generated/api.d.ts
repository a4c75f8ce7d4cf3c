// Provisional: replaced by `npm run generate` from docs/reference/openapi.json.
type Json<T> = { content: { "application/json": T } };
type Ok<T> = { responses: { 200: Json<T>; default: Json<components["schemas"]["Problem"]> } };
type Status<S extends number, T> = { responses: { [K in S]: Json<T> } & { default: Json<components["schemas"]["Problem"]> } };
type Id = { parameters: { path: { workflow_id: string } } };
type S = components["schemas"];
type Page<T> = { items: T[]; next_cursor: string | null };

export interface components {
  schemas: {
    Problem: { type: string; title: string; status: number; detail?: string; errors?: { field?: string | null; message: string; code?: string | null; node_id?: string | null }[] };
    Node: { id: string; key: string; type: string; definition?: string | null; name: string; position: { x: number; y: number }; config: Record<string, unknown>; settings: Record<string, unknown> };
    Edge: { id: string; source: string; source_handle: string; target: string };
    Graph: { nodes: S["Node"][]; edges: S["Edge"][] };
    ExecutionRef: { id: string; status: S["ExecutionStatus"]; started_at: string };
    ExecutionStatus: "running" | "succeeded" | "failed" | "timed_out" | "cancelled";
    WorkflowSummary: { id: string; name: string; description: string; status: "draft" | "published" | "inactive" | "archived"; live_version: number | null; revision: number; created_at: string; updated_at: string; last_execution: S["ExecutionRef"] | null };
    Workflow: S["WorkflowSummary"] & { graph: S["Graph"]; settings: Record<string, unknown> };
    ValidationProblem: { severity: "error" | "warning"; code: string; message: string; node_id: string | null; edge_id: string | null; field: string | null; position: number | null; suggestion: string | null };
    Trigger: { id: string; workflow_id: string; node_key: string; definition: string; status: "active" | "disabled" | "failed"; url: string | null; detail: unknown; error: string | null };
    VersionSummary: { version: number; published_at: string; published_by: string | null; live: boolean };
    Definition: { id: string; kind: "trigger" | "action" | "logic"; name: string; version: number; title: string; description: string; icon: string; category: string | null; config_schema: Record<string, unknown>; output_schema: Record<string, unknown> | null; native: boolean; enabled: boolean };
    ExecutionSummary: { id: string; workflow_id: string; workflow_name: string; version: number; status: S["ExecutionStatus"]; trigger: string | null; started_at: string; ended_at: string | null; duration_ms: number | null; error: { name: string; message: string } | null; diverged: boolean };
    NodeRun: { key: string; iteration: string; attempt: number; status: "running" | "succeeded" | "failed" | "skipped" | "cancelled"; started_at: string | null; ended_at: string | null; input: unknown; output: unknown; error: { name: string; message: string } | null; handle: string | null };
    Execution: S["ExecutionSummary"] & { input: unknown; output: unknown; graph: S["Graph"]; nodes: S["NodeRun"][]; divergences: string[] };
  };
}

export interface paths {
  "/api/workflows": {
    get: { parameters: { query?: { q?: string; status?: string; limit?: number; cursor?: string } } } & Ok<Page<S["WorkflowSummary"]>>;
    post: { requestBody: Json<{ name: string; description?: string; graph?: S["Graph"]; settings?: Record<string, unknown> }> } & Status<201, S["Workflow"]>;
  };
  "/api/workflows/{workflow_id}": {
    get: Id & Ok<S["Workflow"]>;
    put: Id & { requestBody: Json<{ name: string; description: string; graph: S["Graph"]; settings: Record<string, unknown>; revision: number }> } & Ok<S["Workflow"]>;
    delete: Id & Status<204, never>;
  };
  "/api/workflows/{workflow_id}/validate": { post: Id & { requestBody?: Json<{ graph: S["Graph"]; settings: Record<string, unknown> }> } & Ok<{ valid: boolean; problems: S["ValidationProblem"][] }> };
  "/api/workflows/{workflow_id}/publish": { post: Id & { requestBody: Json<{ revision: number }> } & Ok<{ version: number; triggers: S["Trigger"][] }> };
  "/api/workflows/{workflow_id}/deactivate": { post: Id & Ok<S["Workflow"]> };
  "/api/workflows/{workflow_id}/executions": { post: Id & { requestBody: Json<{ trigger_node?: string; payload: unknown }> } & Status<202, { id: string }> };
  "/api/workflows/{workflow_id}/versions": { get: Id & Ok<Page<S["VersionSummary"]>> };
  "/api/triggers": { get: { parameters: { query?: { workflow_id?: string } } } & Ok<Page<S["Trigger"]>> };
  "/api/registry/definitions": { get: Ok<{ items: S["Definition"][] }> };
  "/api/executions": { get: { parameters: { query?: { workflow_id?: string; status?: string; limit?: number; cursor?: string } } } & Ok<Page<S["ExecutionSummary"]>> };
  "/api/executions/{execution_id}": { get: { parameters: { path: { execution_id: string } } } & Ok<S["Execution"]> };
  "/api/executions/{execution_id}/cancel": { post: { parameters: { path: { execution_id: string } } } & Status<202, unknown> };
}
