import { describe, expect, it } from "vitest";
import { explain } from "@/lib/run-error";

const BEGINNING = "An error occurred while executing the state 'totals' (entered at the event id #4). ";

describe("explain", () => {
  it("names the place and the expression that found no value", () => {
    const message = `${BEGINNING}The JSONata expression '$trigger.body.'it''s'' specified for the field 'Assign/totals/total' returned nothing (undefined).`;
    const explained = explain({ name: "States.QueryEvaluationError", message });
    expect(explained).toMatchObject({
      title: "An expression found no value",
      expression: "$trigger.body.'it''s'",
    });
    expect(explained.text).toContain('"total"');
  });

  it("gives the reason of an expression that raised", () => {
    const message = `${BEGINNING}The JSONata expression '1 + "a"' specified for the field 'Output/sum' threw an error during evaluation. T2002: no number`;
    expect(explain({ name: "States.QueryEvaluationError", message })).toEqual({
      title: "An expression failed",
      text: 'At "sum": T2002: no number',
      expression: '1 + "a"',
    });
  });

  it("puts the name of an action's error into words and keeps its message", () => {
    const explained = explain({ name: "ProviderTimeout", message: "no answer in 10 s" });
    expect(explained).toEqual({
      ...{ title: "The service did not answer in time", text: "no answer in 10 s" },
      hint: "Give the step more time or more attempts in its settings.",
    });
  });

  it("takes an exception's message out of what Lambda says about it", () => {
    const message = JSON.stringify({
      errorMessage: "answered 404",
      errorType: "ProviderRejected",
      stackTrace: ["x"],
    });
    expect(explain({ name: "ProviderRejected", message }).text).toBe("answered 404");
    expect(explain({ name: "ProviderRejected", message: "{not JSON" }).text).toBe("{not JSON");
  });

  it("shows an error it does not know as it is", () => {
    expect(explain({ name: "Odd", message: "x" })).toEqual({ title: "Odd", text: "x" });
  });
});
