import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";

interface Answer {
  id: string;
  decision?: "approved" | "rejected";
  comment: string;
}

export function useAnswerWait() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, decision, comment }: Answer) =>
      unwrap(
        api.POST("/api/waits/{wait_id}/answer", {
          params: { path: { wait_id: id } },
          body: { comment, ...(decision ? { decision } : {}) },
        }),
      ),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["waits"] });
      void queries.invalidateQueries({ queryKey: ["executions"] });
    },
  });
}
