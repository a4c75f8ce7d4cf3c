import { type Extension, type Range, RangeSet } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Placeholder } from "@/lib/graph/placeholders";
import { TOKEN_MARKS } from "./colours";
import { placeholders } from "./template-parts";

const CHIP = chip("cm-chip");
const WRONG = chip("cm-chip", "cm-chip-wrong");

/** Placeholders stand out from the text around them, with the colours of an expression inside. */
export const chips: Extension = [
  // What comes first is inside of what comes later.
  EditorView.decorations.compute([placeholders], (state) => decorated(state.field(placeholders), tokensOf)),
  EditorView.decorations.compute([placeholders], (state) => decorated(state.field(placeholders), chipOf)),
];

function decorated(
  found: readonly Placeholder[],
  marksOf: (placeholder: Placeholder) => Range<Decoration>[],
): DecorationSet {
  return RangeSet.of(found.flatMap(marksOf));
}

function chipOf({ from, to, fault }: Placeholder): Range<Decoration>[] {
  return [(fault === null ? CHIP : WRONG).range(from, to)];
}

function tokensOf({ tokens }: Placeholder): Range<Decoration>[] {
  return tokens.flatMap(({ kind, from, to }) => TOKEN_MARKS.get(kind)?.range(from, to) ?? []);
}

function chip(...classes: readonly string[]): Decoration {
  return Decoration.mark({ class: classes.join(" "), attributes: { spellcheck: "false" } });
}
