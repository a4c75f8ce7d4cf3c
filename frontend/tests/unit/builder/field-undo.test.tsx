import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useStore } from "zustand";
import type { Workbench } from "@/features/builder/actions/workbench";
import { useFieldUndo } from "@/features/builder/hooks/use-field-undo";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { updateDocument } from "@/features/builder/state/commands";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

function Fields({ store, onSearch }: { store: BuilderStore; onSearch: (value: string) => void }) {
  // As in the builder, whose workbench is another one after each save.
  useFieldUndo({ store } as unknown as Workbench);
  const name = useStore(store, ({ document }) => document.name);
  const setName = (next: string) => store.getState().edit(updateDocument({ name: next }), "name");
  return (
    <>
      <input aria-label="Name" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <input aria-label="Search" onChange={({ currentTarget }) => onSearch(currentTarget.value)} />
      <input aria-label="Title" />
      <input aria-label="On" type="checkbox" />
      <div aria-modal="true">
        <input aria-label="In a dialog" />
        <input
          aria-label="Name in a dialog"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      </div>
    </>
  );
}

function open(onSearch = vi.fn()) {
  const store = createBuilderStore(toDraft(workflow([node("call", "trigger")])));
  store.getState().edit(updateDocument({ name: "Edited" }));
  const { rerender } = render(<Fields store={store} onSearch={onSearch} />);
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  const press = (label: string, keys: object) =>
    !fireEvent.keyDown(field(label), { code: "KeyZ", key: "z", ctrlKey: true, ...keys });
  const type = (label: string, value: string) => {
    if (document.activeElement !== field(label)) field(label).focus();
    fireEvent.input(field(label), { target: { value }, inputType: "insertText" });
  };
  const saved = () => rerender(<Fields store={store} onSearch={onSearch} />);
  return { store, field, press, type, saved, name: () => store.getState().document.name };
}

/** What the browser does to a field when it undoes. */
function undoneIn(input: HTMLInputElement, value: string) {
  fireEvent.input(input, { target: { value }, inputType: "historyUndo" });
}

afterEach(() => void vi.useRealTimers());

describe("undo in a field around the canvas", () => {
  it("is the builder's where nothing was typed since the field was entered", () => {
    const { field, press, name } = open();
    field("Search").focus();
    fireEvent.input(field("Search"), { target: { value: "mail" }, inputType: "insertText" });
    fireEvent.input(field("Search"), { target: { value: "" }, inputType: "deleteContentBackward" });
    field("Title").focus();
    expect(press("Title", {})).toBe(true);
    expect(name()).not.toBe("Edited");
    expect(press("Title", { code: "KeyY", key: "y" })).toBe(true);
    expect(name()).toBe("Edited");
    field("On").focus();
    fireEvent.input(field("On"), { inputType: "" });
    expect(press("On", {})).toBe(true);
    expect(name()).not.toBe("Edited");
    expect(press("On", { key: "Z", shiftKey: true })).toBe(true);
    expect(name()).toBe("Edited");
  });

  it("is the browser's where something was typed, until it would change another field", () => {
    const onSearch = vi.fn<(value: string) => void>();
    const { field, press, name } = open(onSearch);
    const redone: string[] = [];
    document.execCommand = (command) => {
      redone.push(command);
      field("Search").value = "";
      return true;
    };
    field("Title").focus();
    fireEvent.input(field("Title"), { target: { value: "a" }, inputType: "insertText" });
    expect(press("Title", {})).toBe(false);
    undoneIn(field("Title"), "");
    expect([name(), redone]).toEqual(["Edited", []]);
    expect(press("Title", {})).toBe(false);
    undoneIn(field("Search"), "mail");
    expect(redone).toEqual(["redo"]);
    expect(onSearch).not.toHaveBeenCalled();
    expect(field("Search").value).toBe("");
    expect(field("Title")).toBe(document.activeElement);
    expect(name()).not.toBe("Edited");
  });

  it("leaves the drawing behind a dialog as it is", () => {
    const { field, press, name } = open();
    field("In a dialog").focus();
    expect(press("In a dialog", {})).toBe(false);
    undoneIn(field("Search"), "mail");
    expect(name()).toBe("Edited");
    expect(field("In a dialog")).toBe(document.activeElement);
  });

  it("is the browser's in a text of the field's own, also after a save", () => {
    const { press, type, saved, name } = open();
    type("Search", "mail");
    saved();
    expect(press("Search", {})).toBe(false);
    expect(name()).toBe("Edited");
  });

  it("is the builder's in a text that the document takes, and goes back step by step", () => {
    vi.useFakeTimers();
    const { field, press, type, name } = open();
    for (const label of ["Name", "Name in a dialog"]) {
      type(label, "abc");
      vi.advanceTimersByTime(2000);
      expect(press(label, {})).toBe(true);
      expect([name(), field(label).value]).toEqual(["Edited", "Edited"]);
      expect(press(label, { key: "Z", shiftKey: true })).toBe(true);
      expect(field(label).value).toBe("abc");
      expect(press(label, {})).toBe(true);
    }
    expect(press("Name in a dialog", {})).toBe(true);
    expect(name()).not.toBe("Edited");
    expect(name()).not.toBe("abc");
  });

  it("is not the builder's when the browser's menu asks for it later, in whatever field", () => {
    vi.useFakeTimers();
    const onSearch = vi.fn<(value: string) => void>();
    const { field, press, type, name } = open(onSearch);
    document.execCommand = vi.fn(() => true);
    type("Title", "a");
    expect(press("Title", {})).toBe(false);
    undoneIn(field("Title"), "");
    vi.runAllTimers();
    type("Search", "mail");
    undoneIn(field("Search"), "");
    expect(onSearch).toHaveBeenLastCalledWith("");
    expect(document.execCommand).not.toHaveBeenCalled();
    expect(field("Search")).toBe(document.activeElement);
    expect(name()).toBe("Edited");
  });
});
