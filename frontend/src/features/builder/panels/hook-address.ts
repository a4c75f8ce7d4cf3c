import type { Trigger } from "@/lib/api/types";

const HOOKS = "/hooks/";

/**
 * The address of an API trigger with this path, published or not. What is published tells where the addresses are, when
 * `published` has one; they answer at the address of this page as well.
 */
export function hookAddress(path: string, published: readonly Pick<Trigger, "url">[]): string {
  const known = published.map(({ url }) => url).find((url) => url?.includes(HOOKS));
  const base = known ? known.slice(0, known.indexOf(HOOKS)) : window.location.origin;
  return `${base}${HOOKS}${path}`;
}
