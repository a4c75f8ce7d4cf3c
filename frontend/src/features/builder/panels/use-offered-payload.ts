import { useQuery } from "@tanstack/react-query";
import type { Definition, GraphNode } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { failedRunQuery } from "@/lib/api/queries";
import { lastPayloadQuery } from "../api/last-payload";
import { useBuilderContext } from "../state/context";
import { isFirstTrigger, readsFailure } from "./failed-run";
import { sampleText } from "./sample-payload";
import { typedPayload } from "./typed-payloads";

/** Where an offered payload is from. */
export type PayloadOrigin = "typed" | "received" | "sample" | "failure";

export interface OfferedPayload {
  /** As JSON, if what was typed was. */
  payload: string;
  origin: PayloadOrigin;
  /** Whether it may still become another, when the latest run is known. */
  pending: boolean;
}

/**
 * The payload to begin with: what a person typed last for this trigger, else what the latest run received by it, else a
 * sample: that of a failed run where the steps read one, for then it is an error workflow.
 *
 * @param asks whether to ask for the latest run; else what is known of it counts
 */
export function useOfferedPayload(
  trigger: GraphNode | undefined,
  nodes: readonly GraphNode[],
  asks: boolean,
): OfferedPayload {
  const { workflowId, definitions } = useBuilderContext();
  const typed = trigger ? typedPayload(workflowId, trigger.id) : null;
  const failedRun = useQuery({ ...failedRunQuery, enabled: false }).data;
  const last = useQuery({ ...lastPayloadQuery(workflowId), enabled: asks && typed === null });
  if (typed !== null) return { payload: typed, origin: "typed", pending: false };
  const pending = asks && last.isFetching;
  if (trigger && last.data?.triggerId === trigger.id) {
    return { payload: JSON.stringify(last.data.payload, null, 2), origin: "received", pending };
  }
  const definition = trigger && definitionOf(trigger, definitions);
  return { ...sampleFor({ trigger, definition, failedRun }, nodes), pending };
}

type Sample = Pick<OfferedPayload, "payload" | "origin">;

interface Asked {
  trigger: GraphNode | undefined;
  definition: Definition | undefined;
  /** What a trigger of an error workflow is told. */
  failedRun: unknown;
}

/** Samples of each drawing by their triggers: several parts of the page ask for the same ones at each edit. */
const samples = new WeakMap<readonly GraphNode[], Map<GraphNode | undefined, Asked & { sample: Sample }>>();

function sampleFor(asked: Asked, nodes: readonly GraphNode[]): Sample {
  const ofDrawing = samples.get(nodes) ?? new Map<GraphNode | undefined, Asked & { sample: Sample }>();
  samples.set(nodes, ofDrawing);
  const known = ofDrawing.get(asked.trigger);
  if (known && known.definition === asked.definition && known.failedRun === asked.failedRun)
    return known.sample;
  const sample = makeSample(asked, nodes);
  ofDrawing.set(asked.trigger, { ...asked, sample });
  return sample;
}

function makeSample({ trigger, definition, failedRun }: Asked, nodes: readonly GraphNode[]): Sample {
  if (failedRun && trigger && isFirstTrigger(trigger, nodes) && readsFailure(nodes))
    return { payload: JSON.stringify(failedRun, null, 2), origin: "failure" };
  return { payload: sampleText(trigger, definition, nodes), origin: "sample" };
}
