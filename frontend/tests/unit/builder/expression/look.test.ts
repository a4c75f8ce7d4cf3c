import { autocompletion } from "@codemirror/autocomplete";
import { EditorView, tooltips } from "@codemirror/view";
import { afterEach, expect, it } from "vitest";
import { look } from "@/features/builder/expression/editor/look";

let editor: EditorView | null = null;

afterEach(() => editor?.destroy());

it("frames the editor, and not what holds its tooltips at the end of the page", () => {
  const field = document.body.appendChild(document.createElement("div"));
  editor = new EditorView({
    parent: field,
    extensions: [look, tooltips({ parent: document.body, position: "fixed" }), autocompletion()],
  });
  const holder = document.body.lastElementChild;
  expect(holder).not.toBe(field);

  const framing = editor.state
    .facet(EditorView.styleModule)
    .flatMap((style) => style.getRules().split("\n"))
    .flatMap((rule) => /^(.*?) \{.*border: 1px solid/.exec(rule)?.[1] ?? [])
    .filter((selector) => editor?.dom.matches(selector));
  expect(framing).toHaveLength(1);
  expect(framing.filter((selector) => holder?.matches(selector))).toEqual([]);
});
