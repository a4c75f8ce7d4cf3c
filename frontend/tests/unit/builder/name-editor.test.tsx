import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { NameEditor } from "@/features/builder/properties/NameEditor";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

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
  const call = store.getState().document.graph.nodes[0];
  if (!call) throw new Error("the drawing has no steps");
  render(
    <MantineProvider env="test">
      <BuilderContext value={{ store } as unknown as BuilderContextValue}>
        <NameEditor node={call} onDone={() => store.getState().rename(null)} />
      </BuilderContext>
    </MantineProvider>,
  );
  const input = screen.getByRole("textbox", { name: "Name" });
  const named = () => {
    const [first, second] = store.getState().document.graph.nodes;
    return [first?.name, first?.key, second?.config.to];
  };
  return { store, input, named };
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
});
