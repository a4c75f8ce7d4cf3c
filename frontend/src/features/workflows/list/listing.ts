import type { WorkflowStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const FIRST_ORDER = { name: "asc", status: "asc", last_run: "desc", updated: "desc" } as const;
const LONGEST_TEXT = 200;

export type Sort = keyof typeof FIRST_ORDER;
export type Order = "asc" | "desc";

/** What the list of workflows shows and in which order, as the page's address says it; what was edited last comes first. */
export interface Listing {
  /** Part of the name or of the description. */
  q?: string;
  status?: WorkflowStatus;
  sort?: Sort;
  order?: Order;
}

/** A listing from an address that anybody may have written: what makes no sense is left out, and so is what goes without saying. */
export function parseListing(search: Record<string, unknown>): Listing {
  const listing: Listing = {};
  // An address with digits only comes as a number.
  const q = typeof search.q === "number" ? String(search.q) : search.q;
  if (typeof q === "string" && q.trim() !== "") listing.q = q.slice(0, LONGEST_TEXT);
  if (typeof search.status === "string" && Object.hasOwn(messages.workflowStatus, search.status))
    listing.status = search.status as WorkflowStatus;
  const sort = isSort(search.sort) ? search.sort : "updated";
  if (sort !== "updated") listing.sort = sort;
  const { order } = search;
  if ((order === "asc" || order === "desc") && order !== FIRST_ORDER[sort]) listing.order = order;
  return listing;
}

function isSort(value: unknown): value is Sort {
  return typeof value === "string" && Object.hasOwn(FIRST_ORDER, value);
}

/** How a listing is sorted, said in full. */
export function sortOf({ sort = "updated", order }: Listing): { sort: Sort; order: Order } {
  return { sort, order: order ?? FIRST_ORDER[sort] };
}

/** After a click on a column: it sorts the list, and once more turns it around. */
export function sortedBy(listing: Listing, column: Sort): { sort: Sort; order: Order } {
  const { sort, order } = sortOf(listing);
  if (sort !== column) return { sort: column, order: FIRST_ORDER[column] };
  return { sort, order: order === "asc" ? "desc" : "asc" };
}

export function isFiltered({ q, status }: Listing): boolean {
  return q !== undefined || status !== undefined;
}
