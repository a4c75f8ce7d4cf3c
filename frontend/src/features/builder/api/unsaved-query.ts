import { queryOptions } from "@tanstack/react-query";
import { adoptUnsaved } from "../state/draft-backup";

/** Done once, before a workflow opens: what closed tabs have left unsaved is taken over. */
export function unsavedQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["unsaved", workflowId],
    queryFn: async () => {
      await adoptUnsaved(workflowId);
      return true;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
