import type { Definition } from "@/lib/api/types";

/** Whether a definition is what someone who types `query` (in lower case) looks for. */
export function matchesSearch(definition: Definition, query: string): boolean {
  const haystack = `${definition.title} ${definition.name} ${definition.description} ${definition.category ?? ""}`;
  return haystack.toLowerCase().includes(query);
}
