import { describe, expect, it } from "vitest";
import { runStart } from "@/lib/run-start";

describe("what started a run", () => {
  it("is the trigger that fired and what it handed over", () => {
    const input = { trigger: { body: { order: 7 } }, trigger_node: "received", workflow_version: 3 };

    expect(runStart({ trigger: "received", input })).toEqual({
      trigger: "received",
      payload: { body: { order: 7 } },
    });
  });

  it("may be a trigger without data", () => {
    expect(runStart({ trigger: "manual", input: { trigger: null } })).toEqual({
      trigger: "manual",
      payload: null,
    });
  });

  it.each([null, "text", {}])("is unknown where %j was recorded", (input) => {
    expect(runStart({ trigger: "manual", input })).toBeNull();
  });
});
