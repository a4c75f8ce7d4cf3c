import { useQuery } from "@tanstack/react-query";
import { useBuilderContext } from "../state/context";
import { workflowQuery } from "./workflow-query";

/** The version that is live, as far as it is known: the page has read the workflow, and hears of what is published. */
export function useLiveVersion(): number | null {
  const { workflowId } = useBuilderContext();
  return useQuery({ ...workflowQuery(workflowId), enabled: false }).data?.live_version ?? null;
}
