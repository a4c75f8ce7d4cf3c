import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";

/**
 * Each page of the history begins at its top, and is where it was when one comes back to it. The browser does so only for
 * what scrolls as a whole; here it is the element below the header that does.
 */
export function useScrollMemory(content: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const known = new Map<string, number>();
    const leaving = router.subscribe("onBeforeLoad", ({ fromLocation }) => {
      const at = content.current?.scrollTop;
      if (fromLocation && at !== undefined) known.set(entryOf(fromLocation), at);
    });
    const arriving = router.subscribe("onRendered", ({ toLocation, pathChanged }) => {
      if (pathChanged && content.current) content.current.scrollTop = known.get(entryOf(toLocation)) ?? 0;
    });
    return () => {
      leaving();
      arriving();
    };
  }, [router, content]);
}

/** The entry of the history that a location is: one address may be there several times. */
function entryOf({ href, state }: { href: string; state: { __TSR_key?: string } }): string {
  return state.__TSR_key ?? href;
}
