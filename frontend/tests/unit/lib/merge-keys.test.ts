import { describe, expect, it } from "vitest";
import { type Draft, toDraft } from "@/lib/graph/body";
import { mergeDrafts } from "@/lib/graph/merge";
import { renameInDraft } from "@/lib/graph/rename";
import type { Side } from "@/lib/graph/values";
import { node, workflow } from "../../support/graphs";
import { randomFrom } from "../../support/random-drafts";

const IDS = ["n1", "n2", "n3"];
const POOL = ["a", "b", "c", "n1", "n2"];

const readerOf = (id: string, key: string) => node(`r_${id}`, "set", { config: { value: `{% $${key} %}` } });
const start = toDraft(workflow([...IDS.map((id) => node(id)), ...IDS.map((id) => readerOf(id, id))]));

/** Some nodes renamed, into each other's keys too, and perhaps a new one with a key of the same few. */
function edited(random: ReturnType<typeof randomFrom>, fresh: string): Draft {
  const free = POOL.map((key) => ({ key, at: random.below(100) }))
    .sort((a, b) => a.at - b.at)
    .map(({ key }) => key);
  const keys = new Map<string, string>();
  for (const id of IDS) {
    const isFree = (key: string) =>
      ![...keys.values()].includes(key) && (key === id || !IDS.includes(key) || keys.has(key));
    const key = random.below(3) > 0 ? free.find(isFree) : undefined;
    if (key !== undefined) keys.set(id, key);
  }
  const { draft } = renameInDraft(start, keys);
  const used = new Set(draft.graph.nodes.map(({ key }) => key));
  const key = random.below(2) > 0 ? free.find((each) => !used.has(each)) : undefined;
  if (key === undefined) return draft;
  const nodes = [...draft.graph.nodes, node(fresh, "set", { key }), readerOf(fresh, key)];
  return { ...draft, graph: { ...draft.graph, nodes } };
}

describe("merges of drafts in which both sides renamed", () => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed + 1))(
    "keep keys unique and what reads each node with it, whatever is chosen; seed %i",
    (seed) => {
      const random = randomFrom(seed);
      const [mine, theirs] = [edited(random, "m"), edited(random, "t")];
      for (let mask = 0; mask < 2 ** IDS.length; mask += 1) {
        const chosen = IDS.filter((_, at) => mask & (2 ** at));
        const choices = new Map(chosen.map((id): [string, Side] => [`node:${id}`, "theirs"]));
        const { merged, conflicts } = mergeDrafts(start, mine, theirs, choices);
        const keys = new Map(merged.graph.nodes.map(({ id, key }) => [id, key]));
        expect(new Set(keys.values()).size).toBe(keys.size);
        for (const { id, config } of merged.graph.nodes)
          if (id.startsWith("r_")) expect(config.value).toBe(`{% $${keys.get(id.slice(2))} %}`);
        const keyOf = ({ graph }: Draft, of: string) => graph.nodes.find(({ id }) => id === of)?.key;
        const atOdds = IDS.filter((id) => {
          const [my, their] = [keyOf(mine, id), keyOf(theirs, id)];
          return my !== their && my !== id && their !== id;
        });
        expect(conflicts.map(({ id }) => id).sort()).toEqual(atOdds.map((id) => `node:${id}`));
      }
    },
  );
});
