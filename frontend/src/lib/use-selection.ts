import { useState } from "react";

const NONE: ReadonlySet<string> = new Set();

/** The rows of a list that are selected, by id, whatever the list shows of them. */
export function useSelection() {
  const [ids, setIds] = useState(NONE);
  return {
    ids,
    select: (chosen: readonly string[], on: boolean) =>
      setIds(
        (before) => new Set(on ? [...before, ...chosen] : [...before].filter((id) => !chosen.includes(id))),
      ),
    clear: () => setIds(NONE),
  };
}
