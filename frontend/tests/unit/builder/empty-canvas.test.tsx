import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { actionOf } from "@/features/builder/actions/actions";
import type { Workbench } from "@/features/builder/actions/workbench";
import { ProblemBar } from "@/features/builder/panels/ProblemBar";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { addNode } from "@/features/builder/state/commands";
import type { Problem } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { workflow } from "../../support/graphs";
import { renderInBuilder } from "../../support/in-builder";

const NO_TRIGGER = { code: "no_trigger", severity: "error", message: "nothing starts it" } as Problem;

describe("an empty canvas", () => {
  it("is no mistake: what it lacks is said once something is drawn", () => {
    const { store } = renderInBuilder(<ProblemBar />, workflow([]));
    act(() => store.getState().setProblems([NO_TRIGGER]));
    screen.getByText("Nothing is drawn yet");
    expect(screen.queryByText("1 error")).toBeNull();
    act(() => {
      store.getState().edit(addNode({ type: "set", name: "Set" }, { position: { x: 0, y: 0 } }).command);
      store.getState().setProblems([NO_TRIGGER]);
    });
    screen.getByText("1 error");
  });

  it("takes a note below what it begins with, and another one beside that", () => {
    const store = createBuilderStore(toDraft(workflow([])));
    const flow = { getZoom: () => 1 };
    const workbench = { store, flow, middle: () => ({ x: 400, y: 300 }) } as unknown as Workbench;
    actionOf("addNote").run(workbench);
    actionOf("addNote").run(workbench);
    const [first, second] = store.getState().document.graph.annotations ?? [];
    expect(first?.position.y).toBeGreaterThanOrEqual(400);
    expect(second?.position).not.toEqual(first?.position);
  });
});
