import { useMemo } from "react";
import { type KeysSince, keysSince } from "@/lib/graph/keys-since";
import { useBuilder, useTesting } from "../state/context";
import { testSince } from "./test-since";
import type { TestRun } from "./test-store";

/** The last test by the keys that the nodes have in the drawing now. */
export function useLastTest(): TestRun | null {
  const last = useTesting((state) => state.last);
  const since = useKeysSince(last?.graph ?? null);
  return useMemo(() => last && testSince(last, since), [last, since]);
}

/** The keys of now by those in another drawing; the same map as long as these are the same. */
export function useKeysSince(then: TestRun["graph"] | null): KeysSince {
  const told = useBuilder(({ document }) =>
    then === null ? "[]" : JSON.stringify([...keysSince(then, document.graph)]),
  );
  return useMemo(() => new Map(JSON.parse(told) as [string, string][]), [told]);
}
