import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { GraphNode, PayloadMisfit } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { parseJson } from "@/lib/json";
import { payloadCheckQuery } from "../api/payload-check";
import { describedBy } from "../expression/output-schema";
import { useBuilderContext } from "../state/context";

/** While somebody types, the server is asked when they pause. */
const PAUSE_MS = 300;
const NONE: readonly PayloadMisfit[] = [];

/** Where a trigger would not take a payload (as JSON); nothing of one that says of nothing what it expects. */
export function useMisfits(trigger: GraphNode | undefined, payload: string): readonly PayloadMisfit[] {
  const { workflowId, definitions } = useBuilderContext();
  const definition = trigger && definitionOf(trigger, definitions);
  const check = useMemo(() => {
    const given = describedBy(definition).filter(({ field }) => (trigger?.config[field] ?? null) !== null);
    const parsed = parseJson(payload);
    if (!definition || given.length === 0 || "fault" in parsed) return null;
    const config = Object.fromEntries(given.map(({ field }) => [field, trigger?.config[field]]));
    return { definition: definition.id, config, payload: parsed.value };
  }, [definition, trigger, payload]);
  const [asked] = useDebouncedValue(check, PAUSE_MS);
  const { data } = useQuery({ ...payloadCheckQuery(workflowId, asked), placeholderData: keepPreviousData });
  return check && asked ? (data ?? NONE) : NONE;
}
