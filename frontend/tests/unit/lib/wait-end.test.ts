import { describe, expect, it } from "vitest";
import type { NodeRun, Wait } from "@/lib/api/types";
import { waitEnd } from "@/lib/graph/wait-end";
import { node } from "../../support/graphs";

// 23:30 in Berlin, three hours before its clocks go forward
const STARTED = "2026-03-28T22:30:00Z";
const RUN: NodeRun = {
  ...{ key: "wait", iteration: "", attempt: 0, status: "running", handle: null },
  ...{ started_at: STARTED, ended_at: null, input: null, output: null, error: null },
};

function endOf(config: Record<string, unknown>, zone = "Europe/Berlin"): string | null {
  const end = waitEnd(node("wait", "delay", { config }), RUN, [], zone);
  return end === null ? null : new Date(end).toISOString();
}

describe("waitEnd", () => {
  it.each([
    ["some time", { seconds: 3 * 86_400 }, "2026-03-31T22:30:00.000Z"],
    ["a moment", { until: "2026-04-01T09:00:00+02:00" }, "2026-04-01T07:00:00.000Z"],
    ["a time of day, after the clocks have changed", { local_time: "09:00" }, "2026-03-29T07:00:00.000Z"],
    ["a time that the clocks skip", { local_time: "02:30" }, "2026-03-29T01:30:00.000Z"],
    ["a time that is now", { local_time: "23:30" }, "2026-03-29T21:30:00.000Z"],
    ["a weekday", { local_time: "09:00", weekdays: ["tuesday"] }, "2026-03-31T07:00:00.000Z"],
    ["another zone's clock", { local_time: "09:00", timezone: "UTC" }, "2026-03-29T09:00:00.000Z"],
  ])("reckons the end of a delay for %s", (_, config, end) => {
    expect(endOf(config)).toBe(end);
  });

  it.each([
    [{ seconds: "{% 2 %}" }],
    [{ until: "{% $now() %}" }],
    [{ local_time: "09:00", timezone: "{% $zone %}" }],
  ])("claims nothing about what an expression decides: %o", (config) => {
    expect(endOf(config)).toBeNull();
  });

  it("takes what was registered of an approval, of the item that waits", () => {
    const wait = (iteration: string, expires_at: string) =>
      ({ node_key: "ask", iteration, expires_at }) as Wait;
    const waits = [wait("0", "2026-04-01T00:00:00Z"), wait("1", "2026-04-02T00:00:00Z")];
    const run = { ...RUN, key: "ask", iteration: "1" };
    expect(waitEnd(node("ask", "approval"), run, waits, "UTC")).toBe(Date.parse("2026-04-02T00:00:00Z"));
    expect(waitEnd(node("ask", "approval"), { ...run, status: "succeeded" }, waits, "UTC")).toBeNull();
  });
});
