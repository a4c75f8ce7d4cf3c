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

/** What became of the keys of another drawing; the same object as long as that is the same. */
export function useKeysSince(then: TestRun["graph"] | null): KeysSince {
  const told = useBuilder(({ document }) =>
    then === null ? "[[],[]]" : toldOf(keysSince(then, document.graph)),
  );
  return useMemo(() => {
    const [renamed, passedOn] = JSON.parse(told) as [[string, string][], string[]];
    return { renamed: new Map(renamed), passedOn: new Set(passedOn) };
  }, [told]);
}

function toldOf({ renamed, passedOn }: KeysSince): string {
  return JSON.stringify([[...renamed], [...passedOn]]);
}
