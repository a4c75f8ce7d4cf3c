import type { Draft } from "./body";
import { freeKey } from "./keys";
import { renameInDraft } from "./rename";
import { type Clash, sameValue, type Side } from "./values";

/** Three drafts in which each node has one key, and by id the nodes whose key that was not, because both sides chose one. */
interface SameKeys {
  base: Draft;
  mine: Draft;
  theirs: Draft;
  clashes: ReadonlyMap<string, Clash>;
}

/**
 * The three drafts with keys that agree: a node renamed by one side is so in all, and no two nodes take the same. One that
 * both sides renamed has the key of the side that `sideOf` says for its id: what reads it is at odds nowhere.
 */
export function sameKeys(base: Draft, mine: Draft, theirs: Draft, sideOf: (id: string) => Side): SameKeys {
  const [b, m, t] = [byId(base), byId(mine), byId(theirs)];
  const renames = { mine: new Map<string, string>(), theirs: new Map<string, string>() };
  const clashes = new Map<string, Clash>();
  for (const [id, { key: my }] of m) {
    const [key, their] = [b.get(id)?.key, t.get(id)?.key];
    if (their === undefined || my === their) continue;
    if (key !== undefined && their === key) renames.mine.set(key, my);
    else if (key !== undefined && my === key) renames.theirs.set(key, their);
    else clashes.set(id, { path: ["key"], base: key, mine: my, theirs: their });
  }
  const keepsMine = (id: string) => clashes.has(id) && sideOf(id) === "mine";
  const keepsTheirs = (id: string) => clashes.has(id) && sideOf(id) === "theirs";
  // Two nodes that took the same key are told apart before anything is renamed: afterwards their references are one text.
  const taken = new Map([...t.values()].map(({ id, key }) => [key, id]));
  const keys = new Set([b, m, t].flatMap((nodes) => [...nodes.values()].map(({ key }) => key)));
  const told = new Map<string, string>();
  const toldInBase = new Map<string, string>();
  for (const { id, key } of m.values()) {
    const owner = taken.get(key);
    if (owner === undefined || owner === id) continue;
    const leaves = renames.mine.has(key) || renames.theirs.has(key);
    if (leaves || keepsMine(owner) || keepsTheirs(id)) continue;
    // Mine took the place of a node that it removed.
    if (!m.has(owner) && b.has(owner) && sameValue(b.get(owner), t.get(owner))) continue;
    const free = freeKey(key, keys);
    keys.add(free);
    told.set(key, free);
    const before = b.get(id)?.key;
    if (before === key) toldInBase.set(key, free);
    else if (before !== undefined && renames.mine.has(before)) renames.mine.set(before, free);
  }
  const chosen = { base: new Map<string, string>(), mine: told, theirs: new Map<string, string>() };
  for (const id of clashes.keys()) {
    const [old, my, their] = [b, m, t].map((nodes) => nodes.get(id)?.key);
    if (my === undefined || their === undefined) continue;
    const key = keepsTheirs(id) ? their : (told.get(my) ?? my);
    if (old !== undefined) chosen.base.set(old, key);
    if (my !== key) chosen.mine.set(my, key);
    chosen.theirs.set(their, key);
  }
  return {
    base: renamed(base, renames.mine, renames.theirs, toldInBase, chosen.base),
    mine: renamed(mine, renames.theirs, chosen.mine),
    theirs: renamed(theirs, renames.mine, chosen.theirs),
    clashes,
  };
}

function renamed(draft: Draft, ...keys: ReadonlyMap<string, string>[]): Draft {
  return renameInDraft(draft, new Map(keys.flatMap((each) => [...each]))).draft;
}

function byId({ graph }: Draft) {
  return new Map(graph.nodes.map((node) => [node.id, node]));
}
