import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it } from "vitest";
import { useStore } from "zustand";
import { NameEditor } from "@/features/builder/properties/NameEditor";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { updateNode } from "@/features/builder/state/commands";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { removeItems } from "@/features/builder/state/membership";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

function Editor({ store }: { store: BuilderStore }) {
  const call = useStore(store, ({ document }) => document.graph.nodes.find(({ id }) => id === "call"));
  return call ? <NameEditor node={call} onDone={() => store.getState().rename(null)} /> : null;
}

function open() {
  const draft = toDraft(
    workflow(
      [
        node("call", "action", { name: "Call API", key: "call_api" }),
        node("mail", "action", { config: { to: "{% $call_api.email %}" } }),
      ],
      "call>mail",
    ),
  );
  const store = createBuilderStore(draft);
  store.getState().rename("call");
  const { unmount } = render(
    <MantineProvider env="test">
      <BuilderContext value={{ store } as unknown as BuilderContextValue}>
        {/* As in development, where effects are tried once. */}
        <StrictMode>
          <Editor store={store} />
        </StrictMode>
      </BuilderContext>
    </MantineProvider>,
  );
  const input = screen.getByRole("textbox", { name: "Name" });
  const named = () => {
    const [first, second] = store.getState().document.graph.nodes;
    return [first?.name, first?.key, second?.config.to];
  };
  return { store, input, named, unmount };
}

describe("a name that is written where it stands", () => {
  it("is taken by Enter with the key and what reads it, as one step of undo", () => {
    const { store, input, named } = open();
    fireEvent.change(input, { target: { value: "Fetch it" } });
    expect(named()).toEqual(["Call API", "call_api", "{% $call_api.email %}"]);
    fireEvent.keyDown(input, { key: "Enter" });
    fireEvent.blur(input);
    expect(named()).toEqual(["Fetch it", "fetch_it", "{% $fetch_it.email %}"]);
    expect(store.getState().renaming).toBeNull();
    store.temporal.getState().undo();
    expect(named()).toEqual(["Call API", "call_api", "{% $call_api.email %}"]);
    expect(store.temporal.getState().pastStates).toEqual([]);
  });

  it("is taken where it is left, and stays as it was by Escape or without a letter", () => {
    const left = open();
    fireEvent.change(left.input, { target: { value: "Ask" } });
    fireEvent.blur(left.input);
    expect(left.named()[0]).toBe("Ask");
    document.body.replaceChildren();

    const given = open();
    fireEvent.change(given.input, { target: { value: "Ask" } });
    fireEvent.keyDown(given.input, { key: "Escape" });
    fireEvent.blur(given.input);
    expect(given.named()[0]).toBe("Call API");
    expect(given.store.getState().renaming).toBeNull();
    document.body.replaceChildren();

    const empty = open();
    fireEvent.change(empty.input, { target: { value: "  " } });
    fireEvent.keyDown(empty.input, { key: "Enter" });
    expect(empty.named()[0]).toBe("Call API");
    expect(empty.store.temporal.getState().pastStates).toEqual([]);
  });

  it("is not ended by the key that ends a word in an input method", () => {
    const { store, input, named } = open();
    fireEvent.change(input, { target: { value: "東京" } });
    for (const key of ["Enter", "Escape"]) fireEvent.keyDown(input, { key, isComposing: true });
    expect([store.getState().renaming, named()[0]]).toEqual(["call", "Call API"]);
    fireEvent.keyDown(input, { key: "Enter" });
    expect([store.getState().renaming, named()[0]]).toEqual([null, "東京"]);
  });

  it("is taken where its card leaves the page, and does not begin again when that is back", async () => {
    const written = open();
    expect(written.store.getState().renaming).toBe("call");
    fireEvent.change(written.input, { target: { value: "Fetch it" } });
    written.unmount();
    expect(written.named()).toEqual(["Fetch it", "fetch_it", "{% $fetch_it.email %}"]);
    expect(written.store.getState().renaming).toBeNull();

    const untouched = open();
    untouched.unmount();
    await waitFor(() => expect(untouched.store.getState().renaming).toBeNull());
    expect(untouched.store.temporal.getState().pastStates).toEqual([]);
  });

  it("is not put over one that was given meanwhile by who wrote nothing, nor to a step that is gone", () => {
    const untouched = open();
    act(() => untouched.store.getState().edit(updateNode("call", (old) => ({ ...old, name: "Theirs" }))));
    fireEvent.blur(untouched.input);
    expect(untouched.named()[0]).toBe("Theirs");
    untouched.unmount();

    const removed = open();
    fireEvent.change(removed.input, { target: { value: "Ask" } });
    act(() => removed.store.getState().edit(removeItems(new Set(["call"]), new Set())));
    expect(removed.store.getState().renaming).toBeNull();
    expect(removed.store.temporal.getState().pastStates).toHaveLength(1);
  });
});
