import { queryOptions } from "@tanstack/react-query";
import { adoptUnsaved } from "../state/draft-backup";
import { forgetOldDrafts } from "../state/kept-drafts";

/** Done once, before a workflow opens: what closed tabs have left unsaved is taken over, and what is kept too long forgotten. */
export function unsavedQuery(workflowId: string) {
  return queryOptions({
    queryKey: ["unsaved", workflowId],
    queryFn: async () => {
      forgetOldDrafts();
      await adoptUnsaved(workflowId);
      return true;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
