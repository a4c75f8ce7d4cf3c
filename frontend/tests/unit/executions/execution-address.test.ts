import { describe, expect, it } from "vitest";
import { executionAddress } from "@/app/execution-address";

describe("executionAddress", () => {
  const executionId = "6652a153-69a8-4460-a55f-7e54f9dda6e3.api-3q2f26qdn5thojvmnqawdj57fg7qesee";

  it("has no dot, and leads back to the id", () => {
    const address = executionAddress.stringify({ executionId });
    expect(address.executionId).not.toContain(".");
    expect(executionAddress.parse(address)).toEqual({ executionId });
  });

  it("takes an id as it is, too", () => {
    expect(executionAddress.parse({ executionId })).toEqual({ executionId });
  });
});
