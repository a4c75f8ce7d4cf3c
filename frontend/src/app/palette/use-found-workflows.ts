import { IconSchema } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useOpenWorkflow } from "@/features/workflows/use-open-workflow";
import { api, unwrap } from "@/lib/api/client";
import type { Command } from "@/lib/commands/registry";
import { messages } from "@/lib/messages";

const text = messages.commands;
const SHOWN_AT_FIRST = 5;
const FOUND_AT_MOST = 20;

/** Workflows to open, by what was typed; asked of the server, which knows all of them. */
export function useFoundWorkflows(query: string): readonly Command[] {
  const open = useOpenWorkflow();
  const { data } = useQuery({
    queryKey: ["workflows", "palette", query],
    queryFn: async ({ signal }) => {
      const search = { ...(query ? { q: query } : {}), limit: query ? FOUND_AT_MOST : SHOWN_AT_FIRST };
      return (await unwrap(api.GET("/api/workflows", { params: { query: search }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
  return useMemo(
    () =>
      (data ?? []).map(({ id, name, description, status }) => ({
        id: `workflow:${id}`,
        title: name,
        group: text.groups.workflow,
        detail: messages.workflowStatus[status],
        keywords: `${text.openWords} ${description} ${id}`,
        icon: IconSchema,
        run: () => open({ id }),
      })),
    [data, open],
  );
}
