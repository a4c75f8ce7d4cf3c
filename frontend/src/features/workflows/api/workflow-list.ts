import { api, unwrap } from "@/lib/api/client";
import type { WorkflowSummary } from "@/lib/api/types";
import type { LiveList } from "@/lib/live-list/use-live-list";
import { type Listing, sortOf } from "../list/listing";

const REFRESH_MS = 10_000;

/** The list of the workflows that fit, in their order. */
export function workflowList(listing: Listing): LiveList<WorkflowSummary> {
  const { q, status } = listing;
  const fits = { ...(q ? { q } : {}), ...(status ? { status } : {}) };
  const query = { ...fits, ...sortOf(listing) };
  const read = (more: object, signal: AbortSignal) =>
    unwrap(api.GET("/api/workflows", { params: { query: { ...query, ...more } }, signal }));
  return {
    ...{ subject: "workflows", filters: query, refreshMs: REFRESH_MS },
    readPage: (cursor, signal) => read(cursor ? { cursor } : {}, signal),
    readSome: async (ids, signal) => (await read({ ids: ids.join() }, signal)).items,
    changes: () => true,
    // Names, states, last runs and edits: nothing that they are sorted by stays as it is.
    order: "changing",
  };
}
