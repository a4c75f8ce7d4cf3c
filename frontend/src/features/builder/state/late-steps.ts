import type { Draft } from "@/lib/graph/body";

/** What came from elsewhere: `from` has become `to`, and `carry` gives another draft the same change. */
export interface Arrival {
  from: Draft;
  to: Draft;
  carry: (draft: Draft, from: Draft, to: Draft) => Draft;
}

/** A step of a history, as the store of it keeps one. */
export interface Step {
  document?: Draft;
}

/** Arrivals that a step has not been given yet, the last one first; steps share them. */
interface Chain {
  last: Arrival;
  before: Chain | null;
}

const OWED = new WeakMap<Step, { draft: Draft; chain: Chain }>();

export function given(draft: Draft, { from, to, carry }: Arrival): Draft {
  return draft === from ? to : carry(draft, from, to);
}

/**
 * The steps with an arrival given to each, when its document is first asked for: a merge takes milliseconds, a history
 * has hundreds of steps, and few of them are ever gone back to.
 */
export function givenLate(steps: readonly Step[], arrival: Arrival): Step[] {
  const longer = new Map<Chain | null, Chain>();
  return steps.map((step) => {
    const owed = OWED.get(step);
    const draft = owed?.draft ?? step.document;
    if (!draft) return step;
    const chain = owed?.chain ?? null;
    const next = longer.get(chain) ?? extended(chain, arrival);
    longer.set(chain, next);
    return lateStep(draft, next);
  });
}

/** One that goes on where the last one ended is one with it: who only watches somebody else draw piles up nothing. */
function extended(chain: Chain | null, arrival: Arrival): Chain {
  const { last } = chain ?? {};
  if (!chain || !last || last.to !== arrival.from || last.carry !== arrival.carry)
    return { last: arrival, before: chain };
  return { last: { ...arrival, from: last.from }, before: chain.before };
}

function lateStep(draft: Draft, chain: Chain): Step {
  const step = {
    // The store of the history copies what a step has into the state, and so asks for it.
    get document(): Draft {
      const document = settled(draft, chain);
      Object.defineProperty(step, "document", { value: document, enumerable: true });
      OWED.delete(step);
      return document;
    },
  };
  OWED.set(step, { draft, chain });
  return step;
}

function settled(draft: Draft, chain: Chain): Draft {
  const arrivals: Arrival[] = [];
  for (let at: Chain | null = chain; at; at = at.before) arrivals.push(at.last);
  return arrivals.reduceRight(given, draft);
}
