import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { ReactFlowProvider } from "@xyflow/react";
import { createRef } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { Palette } from "@/features/builder/palette/Palette";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { addNode } from "@/features/builder/state/commands";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import type { Definition } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { indexDefinitions } from "@/lib/graph/family";
import { workflow } from "../../support/graphs";

const of = (kind: Definition["kind"], name: string, title: string) =>
  ({ ...{ id: `${name}@1`, name, kind, title, description: "", enabled: true } }) as Definition;
const definitions = indexDefinitions([
  of("trigger", "api", "When an API is called"),
  of("logic", "wait_for_events", "Wait for an event"),
  of("logic", "delay", "Wait"),
  of("action", "send_email", "Send an email"),
]);

function open(): BuilderStore {
  const store = createBuilderStore(toDraft(workflow([])));
  render(
    <MantineProvider env="test">
      <BuilderContext value={{ store, definitions } as unknown as BuilderContextValue}>
        <ReactFlowProvider>
          <Palette searchRef={createRef()} />
        </ReactFlowProvider>
      </BuilderContext>
    </MantineProvider>,
  );
  return store;
}

const families = () => screen.getAllByRole("heading").map(({ textContent }) => textContent);
const search = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Search nodes" });

afterEach(() => localStorage.clear());

describe("the palette", () => {
  it("has what is needed next first: a trigger while there is none, then actions", () => {
    const store = open();
    expect(families()).toEqual(["Triggers", "Actions", "Logic"]);
    const trigger = { type: "trigger", definition: "api@1", name: "Called" };
    act(() => store.getState().edit(addNode(trigger, { position: { x: 0, y: 0 } }).command));
    expect(families()).toEqual(["Actions", "Logic", "Triggers"]);
  });

  it("folds a family, also after a reload, and finds what is in it", () => {
    open();
    fireEvent.click(screen.getByRole("button", { name: "Logic", expanded: true }));
    expect(screen.queryByRole("button", { name: "Add Wait" })).toBeNull();
    fireEvent.change(search(), { target: { value: "wait" } });
    screen.getByRole("button", { name: "Add Wait" });
    cleanup();
    open();
    screen.getByRole("button", { name: "Logic", expanded: false });
    expect(screen.queryByRole("button", { name: "Add Wait" })).toBeNull();
  });

  it("adds what is called so by Enter in free room, and has another search begin", () => {
    const store = open();
    for (const typed of ["wait", "wait"]) {
      fireEvent.change(search(), { target: { value: typed } });
      fireEvent.keyDown(search(), { key: "Enter" });
      expect(search().value).toBe("");
      act(() => store.getState().select([]));
    }
    const [one, two] = store.getState().document.graph.nodes;
    expect([one?.type, two?.type]).toEqual(["delay", "delay"]);
    expect(two?.position.y).toBeGreaterThanOrEqual((one?.position.y ?? 0) + 60);
  });
});
