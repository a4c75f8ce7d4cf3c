import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { versionQuery } from "@/lib/api/version-query";

const MOST = 200;

/** The versions and trigger nodes that executions of a workflow can be filtered by. */
export function filterChoicesQuery(workflowId: string | undefined) {
  return queryOptions({
    queryKey: ["executions", "filter-choices", workflowId],
    queryFn: async ({ signal, client }) => {
      const path = { workflow_id: workflowId ?? "" };
      const [versions, triggers] = await Promise.all([
        unwrap(
          api.GET("/api/workflows/{workflow_id}/versions", {
            params: { path, query: { limit: MOST } },
            signal,
          }),
        ),
        unwrap(api.GET("/api/triggers", { params: { query: { workflow_id: workflowId ?? "" } }, signal })),
      ]);
      const live = versions.items.find((version) => version.live)?.version;
      const drawn = live === undefined ? null : await client.fetchQuery(versionQuery(workflowId ?? "", live));
      const names = new Map(drawn?.graph.nodes.map(({ key, name }) => [key, name || key]));
      return {
        versions: versions.items.map(({ version }) => version),
        /** Their names by their keys. */
        triggers: new Map(triggers.items.map(({ node_key }) => [node_key, names.get(node_key) ?? node_key])),
      };
    },
    enabled: workflowId !== undefined,
    staleTime: 60_000,
  });
}
