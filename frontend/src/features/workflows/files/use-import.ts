import { useEffect, useRef, useState } from "react";
import { useCreateWorkflow } from "../api/use-create-workflow";
import { importEach, type Outcome } from "./import-each";
import { MOST_FILES, type Source, sourcesOf } from "./sources";

export interface ImportItem {
  name: string;
  outcome: Outcome;
}

export interface ImportState {
  items: readonly ImportItem[];
  running: boolean;
  /** Files beyond the number that is imported at once. */
  beyond: number;
}

const NOTHING: ImportState = { items: [], running: false, beyond: 0 };

/** Imports files one after the other; `onDone` gets what they have become. */
export function useImport(onDone: (items: readonly ImportItem[]) => void) {
  const create = useCreateWorkflow();
  const [state, setState] = useState(NOTHING);
  const sources = useRef<readonly Source[]>([]);
  const stopped = useRef(false);
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const toRetry = state.items.flatMap(({ outcome }, index) => (mayGoThrough(outcome) ? [index] : []));

  /** Imports those sources whose places are given; the other files stay what they are. */
  const run = async (before: ImportState, places: readonly number[]) => {
    stopped.current = false;
    let { items } = before;
    const report = (place: number, outcome: Outcome) => {
      items = items.map((item, at) => (at === place ? { ...item, outcome } : item));
      setState({ ...before, items, running: true });
    };
    for (const place of places) report(place, { state: "waiting" });
    await importEach(
      places.flatMap((place) => sources.current[place] ?? []),
      {
        create: create.mutateAsync,
        isStopped: () => stopped.current,
        report: (index, outcome) => report(places[index] ?? -1, outcome),
      },
    );
    busy.current = false;
    setState({ ...before, items, running: false });
    // Who has left the page meanwhile is not led away from where they are.
    if (!gone.current) onDone(items);
  };

  return {
    ...state,
    canRetry: toRetry.length > 0,
    start: async (files: readonly File[]) => {
      if (busy.current || files.length === 0) return;
      busy.current = true;
      setState({ ...NOTHING, running: true });
      const all = await sourcesOf(files);
      sources.current = all.slice(0, MOST_FILES);
      const items = sources.current.map(({ name }): ImportItem => ({ name, outcome: { state: "waiting" } }));
      await run({ items, running: true, beyond: all.length - items.length }, [...items.keys()]);
    },
    /** Tries those again that were stopped before, or that the server did not answer for. */
    again: async () => {
      if (busy.current) return;
      busy.current = true;
      await run(state, toRetry);
    },
    stop: () => {
      stopped.current = true;
    },
    clear: () => setState(NOTHING),
  };
}

function mayGoThrough(outcome: Outcome): boolean {
  return outcome.state === "left" || (outcome.state === "refused" && outcome.retry);
}
