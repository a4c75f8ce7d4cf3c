import { EditorView, runScopeHandlers } from "@codemirror/view";
import { EditorSelection } from "@codemirror/state";
import { history, undo } from "@codemirror/commands";
import { afterEach, describe, expect, it } from "vitest";
import { insertIntoTemplate, templateKeys } from "@/features/builder/expression/editor/template-keys";
import { placeholders } from "@/features/builder/expression/editor/template-parts";

let view: EditorView | null = null;
afterEach(() => view?.destroy());

/** A text with the cursor at `|`, or from one to another. */
function editor(shown: string): EditorView {
  const [before = "", inside = "", after] = shown.split("|");
  view = new EditorView({
    parent: document.body,
    doc: before + inside + (after ?? ""),
    selection: EditorSelection.single(
      before.length,
      before.length + (after === undefined ? 0 : inside.length),
    ),
    extensions: [placeholders, templateKeys, history()],
  });
  return view;
}

function shown({ state }: EditorView): string {
  const { from, to } = state.selection.main;
  const text = state.doc.toString();
  return from === to
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`;
}

function press(shownBefore: string, key: string): string {
  const made = editor(shownBefore);
  if (!runScopeHandlers(made, new KeyboardEvent("keydown", { key }), "editor")) return "not handled";
  return shown(made);
}

/** As the browser types: what no handler takes is put in. */
function typed(before: string, text: string): string {
  const made = editor(before);
  for (const character of text) {
    const { from, to } = made.state.selection.main;
    const insert = () => made.state.update({ changes: { from, to, insert: character } });
    const taken = made.state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(made, from, to, character, insert));
    if (!taken) made.dispatch(made.state.replaceSelection(character));
  }
  return shown(made);
}

describe("typing", () => {
  it.each([
    ["Dear |", "{{", "Dear {{ | }}"],
    ["Dear |", "{{ $a }}!", "Dear {{ $a  }}!|"],
    ["Dear |", "{{$a}}!", "Dear {{ $a }}!|"],
    ["{{ {| }}", "{", "{{ {{| }}"],
    ["{{ $a| }}", "}", "{{ $a }|}"],
    ["{{ $a }|}", "}", "{{ $a }}|"],
    ["{{ |$a }}", "}", "{{ }|$a }}"],
    ["a |", "{ b }", "a { b }|"],
    ["a |", "}}", "a }}|"],
  ])("in %j of %j gives %j", (before, text, after) => {
    expect(typed(before, text)).toBe(after);
  });
});

describe("erasing", () => {
  it.each([
    ["a {{ | }} b", "Backspace", "a | b"],
    ["a {{|}} b", "Delete", "a | b"],
    ["a {{ $x }}| b", "Backspace", "a | b"],
    ["a |{{ $x }} b", "Delete", "a | b"],
    ["a {{| $x }} b", "Backspace", "a |{{ $x }}| b"],
    ["a {{ $x |}} b", "Delete", "a |{{ $x }}| b"],
    ["a {{ $x| }} b", "Backspace", "not handled"],
    ["a| {{ $x }}", "Backspace", "not handled"],
    ["a {{ $x|", "Backspace", "not handled"],
    ["|a {{ $x }}| b", "Backspace", "not handled"],
  ])("in %j by %s gives %j", (before, key, after) => {
    expect(press(before, key)).toBe(after);
  });

  it("is one step of undo", () => {
    expect(press("a {{ $x }}| b", "Backspace")).toBe("a | b");
    if (view) undo(view);
    expect(view && shown(view)).toContain("a {{ $x }}");
  });
});

describe("putting a reference in", () => {
  it.each([
    ["a | b", false, "a {{ $r }}| b"],
    ["a |old| b", false, "a {{ $r }}| b"],
    ["a {{ | }} b", false, "a {{ $r }}| b"],
    ["a {{ $f(|) }}", false, "a {{ $f($r|) }}"],
    ["a {{ $x| }}", false, "a {{ $x & $r| }}"],
    ["a {{ $xy|z }}", true, "a {{ $xyz }}{{ $r }}|"],
    ["a {|{ $x }} b", true, "a {{ $x }}{{ $r }}| b"],
  ])("at %j, dropped: %j, gives %j", (before, dropped, after) => {
    const made = editor(before);
    insertIntoTemplate(made, "$r", dropped);
    expect(shown(made)).toBe(after);
  });
});
