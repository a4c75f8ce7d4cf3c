import { undo } from "@codemirror/commands";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { act, render } from "@testing-library/react";
import type { ComponentType } from "react";
import { describe, expect, it, vi } from "vitest";
import ExpressionEditor from "@/features/builder/expression/editor/ExpressionEditor";
import TemplateEditor from "@/features/builder/expression/editor/TemplateEditor";
import type { EditorProps } from "@/features/builder/expression/editor/use-code-mirror";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../../support/graphs";

const UNDO = { key: "z", code: "KeyZ", ctrlKey: true };
const REDO = { key: "y", code: "KeyY", ctrlKey: true };
const REDO_TOO = { key: "Z", code: "KeyZ", keyCode: 90, ctrlKey: true, shiftKey: true };

/** An editor of a text in a workflow that was renamed to "Edited". */
function open(Editor: ComponentType<EditorProps>, start: string, inDialog = false) {
  const store = createBuilderStore(toDraft(workflow([node("call", "trigger")])));
  store.getState().edit(updateDocument({ name: "Edited" }));
  const onChange = vi.fn<(text: string) => void>();
  const whole = (text: string) => (
    <BuilderContext value={{ store } as unknown as BuilderContextValue}>
      <div {...(inDialog ? { "aria-modal": true } : {})}>
        <Editor
          {...{ text, onChange, onFocus: () => undefined, invalid: false, placeholder: "" }}
          {...{ scope: EMPTY_SCOPE, squiggles: [], cursor: null }}
        />
      </div>
    </BuilderContext>
  );
  const { container, rerender } = render(whole(start));
  const view = EditorView.findFromDOM(container);
  if (!view) throw new Error("no editor");
  return {
    view,
    onChange,
    name: () => store.getState().document.name,
    replace: (text: string) => rerender(whole(text)),
    type: (text: string) =>
      act(() => {
        const { length } = view.state.doc;
        view.dispatch({ changes: { from: length, insert: text }, userEvent: "input.type" });
        rerender(whole(view.state.doc.toString()));
      }),
    press: (keys: KeyboardEventInit) => {
      let taken = false;
      act(() => {
        taken = runScopeHandlers(view, new KeyboardEvent("keydown", keys), "editor");
      });
      return taken;
    },
    text: () => view.state.doc.toString(),
  };
}

describe.each([
  ["an expression", ExpressionEditor],
  ["a text with data in it", TemplateEditor],
])("the history of %s", (_, Editor) => {
  it("has no text from outside in it, and nothing of the text before that", () => {
    const { type, replace, view, press, text, onChange } = open(Editor, "$a");
    type(".b");
    view.dispatch({ changes: { from: 3, to: 4 }, userEvent: "delete.backward" });
    replace("$neighbour");
    onChange.mockClear();
    undo(view);
    press(UNDO);
    expect(text()).toBe("$neighbour");
    expect(onChange).not.toHaveBeenCalled();
    type("!");
    press(UNDO);
    expect(text()).toBe("$neighbour");
  });

  it("is the document's where nothing was typed", () => {
    const { press, name } = open(Editor, "$a");
    for (const redo of [REDO, REDO_TOO]) {
      expect(press(UNDO)).toBe(true);
      expect(name()).not.toBe("Edited");
      expect(press(redo)).toBe(true);
      expect(name()).toBe("Edited");
    }
  });

  it("is its own where something was typed, also when that is taken back", () => {
    const { type, press, text, name } = open(Editor, "$a");
    type("!");
    press(UNDO);
    press(UNDO);
    expect(text()).toBe("$a");
    press(REDO);
    expect(text()).toBe("$a!");
    expect(name()).toBe("Edited");
  });

  it("leaves what lies behind a dialog alone", () => {
    const { press, name } = open(Editor, "$a", true);
    expect(press(UNDO)).toBe(true);
    expect(name()).toBe("Edited");
  });
});
