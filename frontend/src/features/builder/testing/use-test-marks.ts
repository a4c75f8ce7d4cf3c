import type { NodeTest } from "./test-marks";

interface TestMarks {
  nodes: ReadonlyMap<string, NodeTest>;
  edges: ReadonlySet<string>;
}

const NONE: TestMarks = { nodes: new Map(), edges: new Set() };

/** What the last test run says about the nodes and edges of the draft. */
export function useTestMarks(): TestMarks {
  return NONE;
}
