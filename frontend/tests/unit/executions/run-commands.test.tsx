import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useRunCommands } from "@/features/executions/use-run-commands";
import { useCommandRegistry } from "@/lib/commands/registry";
import { node } from "../../support/graphs";

const graph = { nodes: [node("risk30", "action", { name: "Risk 30" }), node("other")], edges: [] };
const seek = vi.fn();
const NONE = new Map<string, never>();

function Page() {
  useRunCommands(graph, NONE, seek);
  return null;
}

it("offers the steps of a run to the palette while its page is shown", () => {
  const offered = () => useCommandRegistry.getState().sources.flatMap((source) => source());
  const { unmount } = render(<Page />, { wrapper: MantineProvider });
  const found = offered().find(({ title }) => title === "Go to Risk 30");
  found?.run();
  expect(seek).toHaveBeenCalledWith("risk30");
  unmount();
  expect(offered()).toEqual([]);
});
