import { type Draft, toDocument } from "@/lib/graph/body";

/** What the server is asked about: a draft that need not be saved, and of which revision its masks are. */
export function drawing(draft: Draft, secretsAsOf: number) {
  const { graph, settings } = toDocument(draft);
  return { graph, settings, ...secretsOf(secretsAsOf) };
}

/** Before the first save there are none. */
export function secretsOf(revision: number): { secrets_as_of?: number } {
  return revision > 0 ? { secrets_as_of: revision } : {};
}
