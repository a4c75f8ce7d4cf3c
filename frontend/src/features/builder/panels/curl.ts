import type { GraphNode, Trigger } from "@/lib/api/types";

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command that fires an API trigger with a body from a terminal; null for triggers without an address. */
export function curlFor({ url }: Trigger, node: GraphNode | undefined, body: unknown): string | null {
  if (!url) return null;
  const { method = "POST", secret_header: header } = node?.config ?? {};
  const parts = ["curl", "-X", String(method), quote(url)];
  if (typeof header === "string" && header) parts.push("-H", quote(`${header}: YOUR-SECRET`));
  if (method !== "GET" && method !== "DELETE") {
    parts.push("-H", quote("content-type: application/json"), "-d", quote(JSON.stringify(body ?? {})));
  }
  return parts.join(" ");
}
