import { useDeferredValue, useState } from "react";

/** What is looked for in a value. */
export interface Finder {
  /** As it stands in the field. */
  written: string;
  write: (query: string) => void;
  /** What matches are looked for: a moment behind the field while people type. */
  query: string;
  /** Which of `count` matches is looked at, from 0: after the last comes the first. */
  currentOf: (count: number) => number;
  step: (by: 1 | -1) => void;
}

/** `onMove` is told when another match is to be looked at. */
export function useFinder(onMove: () => void): Finder {
  const [written, setWritten] = useState("");
  const [at, setAt] = useState(0);
  const query = useDeferredValue(written.trim());
  const write = (next: string) => {
    setWritten(next);
    setAt(0);
    onMove();
  };
  const step = (by: 1 | -1) => {
    setAt((before) => before + by);
    onMove();
  };
  const currentOf = (count: number) => (count === 0 ? 0 : ((at % count) + count) % count);
  return { written, write, query, currentOf, step };
}
