import type { Annotation } from "@/lib/api/types";
import { annotationsOf, saidBy } from "./annotations";
import type { FlatGraph } from "./body";
import type { Choose, Sides } from "./merge-choices";
import { mergeOrder, mergeValues, sameValue } from "./values";

/**
 * Notes and groups, each for itself. What it says is merged by field. Nothing is asked about places: what both moved or
 * resized lies where mine does, and that alone does not keep what the other side removes, for notes and frames follow the
 * steps around them by themselves.
 */
export function mergeAnnotations(
  base: FlatGraph,
  mine: FlatGraph,
  theirs: FlatGraph,
  choose: Choose,
): Annotation[] {
  const [b, m, t] = [base, mine, theirs].map(
    (graph) => new Map(annotationsOf(graph).map((each) => [each.id, each])),
  ) as [Map<string, Annotation>, Map<string, Annotation>, Map<string, Annotation>];
  return mergeOrder([[...b.keys()], [...m.keys()], [...t.keys()]]).flatMap((id) => {
    const sides = { kind: "annotation" as const, of: id };
    const merged = mergeOne({ ...sides, base: b.get(id), mine: m.get(id), theirs: t.get(id) }, choose);
    return merged ? [merged] : [];
  });
}

function mergeOne(sides: Sides<Annotation>, choose: Choose): Annotation | undefined {
  const { base, mine, theirs } = sides;
  if (mine && theirs) {
    if (sameValue(mine, theirs) || sameValue(theirs, base)) return mine;
    if (sameValue(mine, base)) return theirs;
    return choose(sides, (side, clashes) => ({
      ...(mergeValues([base ? saidBy(base) : {}, saidBy(mine), saidBy(theirs)], side, clashes) as Annotation),
      ...placeOf(base, mine, theirs),
    }));
  }
  const remaining = mine ?? theirs;
  if (!base || !remaining) return remaining;
  if (sameValue(saidBy(remaining), saidBy(base))) return undefined;
  return choose(sides, (side) => (side === "mine" ? mine : theirs));
}

/** A note's place and size are two things; a frame is one, for it is drawn around something. */
function placeOf(base: Annotation | undefined, mine: Annotation, theirs: Annotation) {
  const movedHere = !base || !sameValue(mine.position, base.position);
  const resizedHere = !base || !sameValue(mine.size, base.size);
  if (mine.kind === "group") {
    const { position, size } = movedHere || resizedHere ? mine : theirs;
    return { position, size };
  }
  return { position: (movedHere ? mine : theirs).position, size: (resizedHere ? mine : theirs).size };
}
