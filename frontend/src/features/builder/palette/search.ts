import type { Definition } from "@/lib/api/types";

/** The definitions that someone who types `query` (in lower case) looks for: those so called before the others. */
export function searchDefinitions(items: readonly Definition[], query: string): Definition[] {
  if (query === "") return [...items];
  const called = (item: Definition) => item.title.toLowerCase().includes(query);
  const described = ({ name, description, category }: Definition) =>
    `${name} ${description} ${category ?? ""}`.toLowerCase().includes(query);
  return [...items.filter(called), ...items.filter((item) => !called(item) && described(item))];
}
