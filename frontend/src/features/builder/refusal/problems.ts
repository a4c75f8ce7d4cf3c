import { ApiError } from "@/lib/api/errors";
import type { Problem } from "@/lib/api/types";
import { notifyError } from "@/lib/notify";

/**
 * The problems because of which the server refused to publish or to run the draft: in full when it sends them so, else
 * from `errors`. None of any other error.
 */
export function problemsOf(error: Error | null): readonly Problem[] {
  if (!(error instanceof ApiError)) return [];
  if (Array.isArray(error.body.problems)) return error.body.problems as Problem[];
  return error.errors.map(({ field, message, code, node_id }) => ({
    ...{ severity: "error" as const, code: code ?? "", message, field: field ?? null },
    ...{ node_id: node_id ?? null, edge_id: null, position: null, suggestion: null },
  }));
}

/** Tells of an error in passing, unless it has problems: those are listed where it was asked for. */
export function notifyUnlessListed(error: Error): void {
  if (problemsOf(error).length === 0) notifyError(error);
}
