import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { PlaybackBar } from "@/features/executions/playback/PlaybackBar";
import { type RunView, RunViewContext } from "@/features/executions/run-view";
import { node } from "../../support/graphs";

const STARTED = "2026-01-01T00:00:00Z";
const BEGIN = Date.parse(STARTED);

it.each([
  [true, "2 / 2 · 4 min"],
  [false, "2 / 2 · 119 ms"],
])("says how old a run under way is, and when the moment was that is looked at", (following, told) => {
  const run = { key: "wait", iteration: "", attempt: 0, status: "running" };
  const moments = [0, 119].map((after) => ({ kind: "start", at: BEGIN + after, run }));
  const playback = { moments, index: 1, following, playing: false, speed: 1 };
  const view = {
    execution: { started_at: STARTED, ended_at: null },
    graph: { nodes: [node("wait")], edges: [] },
  };
  render(
    <MantineProvider env="test">
      <RunViewContext value={{ ...view, playback, now: BEGIN + 240_000 } as unknown as RunView}>
        <PlaybackBar />
      </RunViewContext>
    </MantineProvider>,
  );
  expect(screen.getByText(told)).toBeTruthy();
});
