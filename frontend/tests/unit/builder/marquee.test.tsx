import { act, renderHook } from "@testing-library/react";
import { ReactFlowProvider } from "@xyflow/react";
import type { MouseEvent, ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { useMarquee } from "@/features/builder/canvas/use-marquee";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

const store = createBuilderStore(toDraft(workflow([node("call")])));

function Around({ children }: { children: ReactNode }) {
  return (
    <BuilderContext value={{ store } as unknown as BuilderContextValue}>
      <ReactFlowProvider>{children}</ReactFlowProvider>
    </BuilderContext>
  );
}

describe("selecting an area", () => {
  it("leaves no text of the page marked, which would be copied instead of the steps", () => {
    document.body.append("Published");
    const marked = () => window.getSelection()?.toString();
    const mark = () => window.getSelection()?.selectAllChildren(document.body);
    const { result } = renderHook(useMarquee, { wrapper: Around });
    const at = { clientX: 0, clientY: 0 } as MouseEvent;
    mark();
    expect(marked()).toContain("Published");
    act(() => result.current.onSelectionStart(at));
    expect(marked()).toBe("");
    mark();
    act(() => result.current.onSelectionEnd(at));
    expect(marked()).toBe("");
  });
});
