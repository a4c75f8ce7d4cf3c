import { type Extension, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { type TokenKind, tokenize } from "@/lib/graph/tokens";

/** How tokens look; absent where they look like the rest. */
export const TOKEN_MARKS: ReadonlyMap<TokenKind, Decoration> = new Map(
  (
    [
      "comment",
      "string",
      "number",
      "regex",
      "literal",
      "variable",
      "keyword",
      "invalid",
    ] satisfies TokenKind[]
  ).map((kind) => [kind as TokenKind, Decoration.mark({ class: `tok-${kind}` })]),
);

/** Colours from the tokenizer that suggestions use too: an expression is short, so it is read anew after each change. */
export const colours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = coloured(view);
    }

    update({ docChanged, view }: ViewUpdate) {
      if (docChanged) this.decorations = coloured(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function coloured({ state }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of tokenize(state.doc.toString())) {
    const mark = TOKEN_MARKS.get(kind);
    if (mark) builder.add(from, to, mark);
  }
  return builder.finish();
}
