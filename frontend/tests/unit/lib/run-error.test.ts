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

  it.each([
    ["$uppercase($lines__item__1)", "$uppercase($item)"],
    ["$lines__index__1 & $price__1.net", "$index & $price.net"],
    ["$lines__item__1.id = $order_parts__item__2.line", "$lines.item.id = $item.line"],
    ["$call_it.body_1 & $call__2", "$call_it.body_1 & $call"],
  ])("shows %s as it was written", (expression, written) => {
    const message = `${BEGINNING}The JSONata expression '${expression}' specified for the field 'Arguments/Payload/config/url' returned nothing (undefined).`;
    expect(explain({ name: "States.QueryEvaluationError", message }).expression).toBe(written);
  });

  it.each([
    ["D3137: the key of `offer` has no value", "The key of `offer` has no value."],
    ["D3137: the items of `lines` are no list", "The items of `lines` are no list."],
  ])("shows what the compiler lets fail as its message alone: %s", (raised, told) => {
    const expression =
      "$hash($workflow.id & '/n_1/' & ($key__ := $string($t.x); $exists($key__) ? $key__ : $error('…')))";
    const message = `${BEGINNING}The JSONata expression '${expression}' specified for the field 'Choices[0]/Condition' threw an error during evaluation. ${raised}`;
    expect(explain({ name: "States.QueryEvaluationError", message })).toEqual({
      title: "An expression failed",
      text: told,
    });
  });

  it("keeps the expression around an error that its author raises", () => {
    const message = `${BEGINNING}The JSONata expression '$error('too dear')' specified for the field 'Condition' threw an error during evaluation. D3137: too dear`;
    expect(explain({ name: "States.QueryEvaluationError", message })).toEqual({
      title: "An expression failed",
      text: "too dear",
      expression: "$error('too dear')",
    });
  });

  it.each(["Condition", "Choices[0]/Condition", "Items", "Assign/totals", "Assign/totals__1"])(
    "takes the state's own field %s for no place in the step",
    (field) => {
      const message = `${BEGINNING}The JSONata expression '1 + "a"' specified for the field '${field}' `;
      const told = (end: string) =>
        explain({ name: "States.QueryEvaluationError", message: message + end }).text;
      expect(told("threw an error during evaluation. T2002: no number")).toBe("T2002: no number");
      expect(told("returned nothing (undefined).")).toMatch(/^It reads something/);
    },
  );

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

  it("says once that a run was cancelled, and by whom", () => {
    expect(explain({ name: "Cancelled", message: "Cancelled by Ada." })).toEqual({
      title: "Cancelled by Ada",
      text: "",
    });
  });
});
