import { useCallback, useEffect, useMemo, useState } from "react";
import type { NodeRun } from "@/lib/api/types";
import type { FlatGraph } from "@/lib/graph/body";
import { dwell, type Moment, momentsOf, runsAt } from "./moments";

export interface Playback {
  moments: readonly Moment[];
  /** The moment shown; the last one while `following`. */
  index: number;
  /** Whether the run is shown as it is now, or as it ended. */
  following: boolean;
  playing: boolean;
  speed: number;
  /** The runs as they stood at the moment shown. */
  runs: readonly NodeRun[];
  go: (index: number) => void;
  follow: () => void;
  toggle: () => void;
  setSpeed: (speed: number) => void;
}

/** Looks at a run at any moment of its time, and plays it. */
export function usePlayback(graph: FlatGraph, all: readonly NodeRun[]): Playback {
  const moments = useMemo(() => momentsOf(graph, all), [graph, all]);
  const [at, setAt] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const last = moments.length - 1;
  const following = at === null || at > last;
  const index = following ? last : at;
  const runs = useMemo(
    () => (following ? all : runsAt(all, moments, index)),
    [following, all, moments, index],
  );

  const isPlaying = playing && !following && index < last;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => setAt(index + 1), dwell(moments, index, speed));
    return () => clearTimeout(timer);
  }, [isPlaying, index, moments, speed]);

  const go = useCallback(
    (next: number) => {
      setPlaying(false);
      setAt(Math.max(0, Math.min(next, last)));
    },
    [last],
  );
  const follow = useCallback(() => {
    setPlaying(false);
    setAt(null);
  }, []);
  const toggle = useCallback(() => {
    setPlaying(!isPlaying);
    // At its end it begins anew.
    if (!isPlaying && index >= last) setAt(0);
    else if (!isPlaying) setAt(index);
  }, [isPlaying, index, last]);
  return useMemo(
    () => ({ moments, index, following, playing: isPlaying, speed, runs, go, follow, toggle, setSpeed }),
    [moments, index, following, isPlaying, speed, runs, go, follow, toggle, setSpeed],
  );
}
