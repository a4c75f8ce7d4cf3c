import { describe, expect, it } from "vitest";
import { standsAt } from "@/features/builder/testing/stands-at";

const DRAWN = [
  { key: "notify_crm", name: "Notify the CRM" },
  { key: "ask", name: "" },
];

describe("standsAt", () => {
  it("says the name of the step that a test stopped at", () => {
    expect(standsAt({ stoppedAt: "notify_crm", waiting: [] }, DRAWN, [])).toBe("Stopped at Notify the CRM");
  });

  it("says the names of the steps that a test waits at, and the key of one without a name", () => {
    expect(standsAt({ stoppedAt: null, waiting: ["notify_crm", "ask"] }, DRAWN, [])).toBe(
      "Waits at Notify the CRM, ask",
    );
  });

  it("says the name that a step had which is deleted since", () => {
    const tested = [{ key: "gone", name: "Gone since" }];
    expect(standsAt({ stoppedAt: "gone", waiting: [] }, DRAWN, tested)).toBe("Stopped at Gone since");
  });
});
