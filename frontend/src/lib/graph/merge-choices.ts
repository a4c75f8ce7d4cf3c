import type { Clash, Side } from "./values";

/** Something both changed, and not to the same. */
export interface Conflict {
  /** Unique in a merge, e.g. `node:n1`. */
  id: string;
  kind: "node" | "edge" | "annotation" | "test" | "document";
  /** Id of what is drawn, the name of a test. */
  of: string;
  base: unknown;
  /** `undefined` on a side that removed it. */
  mine: unknown;
  theirs: unknown;
  /** The fields at odds; empty where one side removed what the other changed. */
  fields: Clash[];
}

export type Sides<T> = Pick<Conflict, "kind" | "of"> & {
  base: T | undefined;
  mine: T | undefined;
  theirs: T | undefined;
};

/** Makes one of three, as `resolve` does it for a side; what clashes there is a conflict, and so is a removal. */
export type Choose = <T>(
  sides: Sides<T>,
  resolve: (side: Side, clashes: Clash[]) => T | undefined,
) => T | undefined;

/** Resolves by the choices made, and notes what there was to choose. */
export function choosing(choices: ReadonlyMap<string, Side>, conflicts: Conflict[]): Choose {
  return (sides, resolve) => {
    const id = `${sides.kind}:${sides.of}`;
    const fields: Clash[] = [];
    const side = choices.get(id) ?? "mine";
    const resolved = resolve(side, fields);
    const removed = (sides.mine === undefined) !== (sides.theirs === undefined);
    if (fields.length > 0 || removed) conflicts.push({ id, ...sides, fields: removed ? [] : fields });
    return resolved;
  };
}
