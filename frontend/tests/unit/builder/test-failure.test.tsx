import { fireEvent, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { TestFailure } from "@/features/builder/testing/TestFailure";
import { messages } from "@/lib/messages";
import { renderInBuilder } from "../../support/in-builder";
import { node, workflow } from "../../support/graphs";
import { nodeRun, testRun } from "../../support/test-runs";

it("says why a test failed as a run's page does, and leads to the step by its name", () => {
  const drawn = workflow(
    [node("start", "trigger"), node("mail", "action", { name: "Order welcome" })],
    "start>mail",
  );
  const error = {
    name: "States.QueryEvaluationError",
    message:
      "The JSONata expression '$trigger.body.email' specified for the field 'Arguments/Payload/config/to' returned nothing (undefined).",
  };
  const failed = nodeRun("mail", { status: "failed", error });
  const run = testRun(drawn, [nodeRun("start"), failed], { status: "failed", error });
  const { store } = renderInBuilder(<TestFailure run={run} />, drawn);
  expect(screen.queryByText(error.name)).toBeNull();
  expect(screen.getByText(messages.runErrors.noValue)).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Order welcome" }));
  expect([...store.getState().selection.nodes]).toEqual(["mail"]);
});
