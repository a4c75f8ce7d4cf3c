import type { GraphNode } from "@/lib/api/types";

/** What people know steps by: their names, and where several have the same, the key behind it. */
export function namedApart(nodes: readonly Pick<GraphNode, "key" | "name">[]): string[] {
  const labels = nodes.map(({ key, name }) => name || key);
  return nodes.map(({ key }, at) => {
    const label = labels[at] ?? key;
    return labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} · ${key}`;
  });
}
