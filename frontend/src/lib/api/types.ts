/** The API's models under the names the interface uses: the only place that knows the generated names. */
import type { components } from "@/generated/api";

type Schemas = components["schemas"];

export type WorkflowSummary = Schemas["WorkflowSummary"];
export type Workflow = Schemas["Workflow"];
export type WorkflowStatus = WorkflowSummary["status"];
export type Annotation = Schemas["Annotation"];
export type Graph = Schemas["Graph"];
export type GraphNode = Schemas["Node"];
export type GraphEdge = Schemas["Edge"];
export type Problem = Schemas["ValidationProblem"];
export type PayloadMisfit = Schemas["PayloadMisfit"];
export type Trigger = Schemas["Trigger"];
export type Definition = Schemas["Definition"];
export type ExecutionSummary = Schemas["ExecutionSummary"];
export type ExecutionStatus = ExecutionSummary["status"];
/** With a graph always: one whose version is not known any more has an empty one. */
export type Execution = Omit<Schemas["Execution"], "graph" | "nodes"> & {
  graph: Graph;
  nodes: readonly NodeRun[];
};
export type WorkflowSettings = Schemas["WorkflowSettings"];
/** One attempt of a node in a run or a test run; that of a test run has no position in a record, but a source. */
export type NodeRun = Omit<Schemas["NodeRun"], "values_omitted" | "position"> & {
  source?: Schemas["TestRunNode"]["source"];
  values_omitted?: boolean;
  position?: number;
};
export type NodeRunStatus = NodeRun["status"];

/** What a person edits: everything of a workflow that the draft holds. */
export interface WorkflowDocument {
  name: string;
  description: string;
  settings: WorkflowSettings;
  graph: Graph;
  /** Tests that the workflow carries; absent where the server keeps none. */
  tests?: SavedTest[];
}

export type BackTestReport = Schemas["BackTestReport"];
export type Wait = Schemas["Wait"];
export type SavedTest = Schemas["SavedTest"];
export type SavedTestResult = Schemas["SavedTestResult"];
export type TestMismatch = Schemas["TestMismatch"];
export type Preflight = Schemas["Preflight"];
export type PathCost = Schemas["PathCost"];
export type Version = Schemas["Version"];
export type VersionSummary = Schemas["VersionSummary"];
