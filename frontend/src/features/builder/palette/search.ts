import type { Definition } from "@/lib/api/types";

/**
 * The definitions that someone who types `query` (in lower case) looks for: the one called just that, those whose names
 * have it, and those that are described by it; else as they come.
 */
export function searchDefinitions(items: readonly Definition[], query: string): Definition[] {
  if (query === "") return [...items];
  const called = (item: Definition) => item.title.toLowerCase().includes(query);
  const described = ({ name, description, category }: Definition) =>
    `${name} ${description} ${category ?? ""}`.toLowerCase().includes(query);
  const exactly = (item: Definition) => item.title.toLowerCase() === query;
  const named = items.filter(called);
  return [
    ...named.filter(exactly),
    ...named.filter((item) => !exactly(item)),
    ...items.filter((item) => !called(item) && described(item)),
  ];
}
