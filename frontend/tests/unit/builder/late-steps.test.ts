import { describe, expect, it } from "vitest";
import { createBuilderStore, HISTORY_LIMIT } from "@/features/builder/state/builder-store";
import { type Arrival, given } from "@/features/builder/state/late-steps";
import type { Draft } from "@/lib/graph/body";
import { mergeDrafts } from "@/lib/graph/merge";
import { randomDraft, randomEdits, randomFrom } from "../../support/random-drafts";

function merging() {
  const count = { merges: 0 };
  const carry = (draft: Draft, from: Draft, to: Draft) => {
    count.merges += 1;
    return mergeDrafts(from, draft, to).merged;
  };
  return { count, carry };
}

describe("what comes from elsewhere", () => {
  it("is merged into a step of the history only when undo comes to it", () => {
    const random = randomFrom(1);
    const base = randomDraft(random);
    const store = createBuilderStore(base);
    for (let step = 0; step < HISTORY_LIMIT; step += 1)
      store.getState().edit((draft) => ({ ...draft, description: `step ${step}` }));
    const { count, carry } = merging();
    const theirs = { ...base, name: "Theirs" };

    store.getState().rebase({ from: base, to: theirs, carry });
    expect(count.merges).toBe(1);
    store.temporal.getState().undo();
    expect(count.merges).toBe(2);
    const { name, description } = store.getState().document;
    expect([name, description]).toEqual(["Theirs", `step ${HISTORY_LIMIT - 2}`]);
    store.temporal.getState().undo(HISTORY_LIMIT - 1);
    expect(store.getState().document).toBe(theirs);
    expect(count.merges).toBe(2);
    store.temporal.getState().redo(HISTORY_LIMIT);
    expect(store.getState().document.description).toBe(`step ${HISTORY_LIMIT - 1}`);
  });

  it("piles up nothing while somebody only watches", () => {
    const base = randomDraft(randomFrom(2));
    const store = createBuilderStore(base);
    store.getState().edit((draft) => ({ ...draft, description: "mine" }));
    store.getState().edit((draft) => ({ ...draft, description: "mine too" }));
    const { count, carry } = merging();
    let from = base;
    for (let change = 0; change < 50; change += 1) {
      const to = { ...from, name: `Theirs ${change}` };
      store.getState().rebase({ from, to, carry });
      from = to;
    }
    count.merges = 0;
    store.temporal.getState().undo();
    expect(count.merges).toBe(1);
    expect(store.getState().document).toMatchObject({ name: "Theirs 49", description: "mine" });
  });

  it.each([3, 4, 5, 6, 7, 8])(
    "leads to the same history as if every step had been merged at once (%i)",
    (seed) => {
      const random = randomFrom(seed);
      const { carry } = merging();
      let saved = randomDraft(random);
      const store = createBuilderStore(saved);
      const reckoned: Draft[] = [saved];
      for (let round = 0; round < 4; round += 1) {
        for (let edit = 0; edit < 3; edit += 1) {
          store.getState().edit((draft) => randomEdits(draft, random, `m${round}${edit}`, 2));
          if (store.getState().document !== reckoned.at(-1)) reckoned.push(store.getState().document);
        }
        // What was drawn so far is saved, and somebody else goes on from there.
        saved = store.getState().document;
        const arrival: Arrival = { from: saved, to: randomEdits(saved, random, `t${round}`, 3), carry };
        store.getState().rebase(arrival);
        reckoned.splice(0, reckoned.length, ...reckoned.map((draft) => given(draft, arrival)));
      }
      for (const draft of reckoned.slice(0, -1).reverse()) {
        store.temporal.getState().undo();
        expect(store.getState().document).toEqual(draft);
      }
      for (const draft of reckoned.slice(1)) {
        store.temporal.getState().redo();
        expect(store.getState().document).toEqual(draft);
      }
    },
  );
});
