import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ConditionForm } from "@/features/builder/logic/ConditionForm";
import { DelayForm } from "@/features/builder/logic/DelayForm";
import { LoopForm } from "@/features/builder/logic/LoopForm";
import { MergeForm } from "@/features/builder/logic/MergeForm";
import { SplitForm } from "@/features/builder/logic/SplitForm";
import { StopForm } from "@/features/builder/logic/StopForm";
import { SwitchForm } from "@/features/builder/logic/SwitchForm";
import { renderForm } from "../../support/render";

const user = userEvent.setup();

async function choose(label: string | RegExp, option: string) {
  await user.click(screen.getByRole("combobox", { name: label }));
  await user.click(await screen.findByRole("option", { name: option }));
}

describe("a switch", () => {
  const first = { value: "{% $trigger.body.plan %}", cases: [{ id: "case_1", equals: "gold" }] };

  it("gets a case whose id no other has, and keeps ids while cases move", async () => {
    const form = renderForm(SwitchForm, { ...first, cases: [{ id: "case_2", equals: "gold" }] });
    await user.click(screen.getByRole("button", { name: "Add a case" }));
    await user.click(screen.getByRole("button", { name: "Move Case 2 up" }));
    expect(form.current.cases).toEqual([
      { id: "case_3", equals: "" },
      { id: "case_2", equals: "gold" },
    ]);
  });

  it("tells a case by value, list, range or expression", async () => {
    const form = renderForm(SwitchForm, first);
    await user.type(screen.getByRole("textbox", { name: "Case 1: label" }), "Mid");
    await choose("Case 1: holds when", "the value is in a range");
    await user.type(screen.getByRole("textbox", { name: "Case 1: below" }), "20");
    expect(form.current.cases).toEqual([{ id: "case_1", name: "Mid", from: 0, to: 20 }]);
    await choose("Case 1: holds when", "an expression is true");
    await user.type(screen.getByRole("textbox", { name: "Case 1: an expression is true" }), "$x > 1");
    expect(form.current.cases).toEqual([{ id: "case_1", name: "Mid", expression: "{% $x > 1 %}" }]);
    await choose("Case 1: holds when", "the value is one of");
    expect(form.current.cases).toEqual([{ id: "case_1", name: "Mid", in: [] }]);
  });

  it("has no value when nothing is written there", async () => {
    const form = renderForm(SwitchForm, first);
    await user.clear(screen.getByRole("textbox", { name: "Value" }));
    expect(form.current).toEqual({ cases: first.cases });
  });

  it("keeps its last case", () => {
    renderForm(SwitchForm, first);
    expect(screen.getByRole("button", { name: "Remove Case 1" }).hasAttribute("disabled")).toBe(true);
  });
});

describe("a wait", () => {
  it("keeps its time as an expression and back, and while another way is looked at", async () => {
    const form = renderForm(DelayForm, { seconds: 259_200 });
    await user.click(screen.getByRole("button", { name: "How long: Use an expression" }));
    expect(form.current).toEqual({ seconds: "{% 259200 %}" });
    await user.click(screen.getByRole("button", { name: "Seconds: Use a fixed value" }));
    expect(form.current).toEqual({ seconds: 259_200 });

    await user.click(screen.getByText("until a moment"));
    expect(form.current).toEqual({ until: "" });
    await user.click(screen.getByText("for a time"));
    expect(form.current).toEqual({ seconds: 259_200 });
  });
});

describe("a condition", () => {
  it("keeps its rules while its expression is looked at, and that while they are", async () => {
    const rules = { match: "all", rules: [{ left: "{% $plan %}", operator: "equals", right: "business" }] };
    const form = renderForm(ConditionForm, rules);
    await user.click(screen.getByText("Expression"));
    await user.type(screen.getByRole("textbox", { name: "Expression" }), "$x");
    await user.click(screen.getByText("Rules"));
    expect(form.current).toEqual(rules);
    await user.click(screen.getByText("Expression"));
    expect(form.current).toEqual({ expression: "{% $x %}" });
  });

  it("compares with a list where one of several is meant, and with one value elsewhere", async () => {
    const rule = { left: "{% $plan %}", operator: "equals", right: "business" };
    const form = renderForm(ConditionForm, { match: "all", rules: [rule] });
    await choose("Comparison", "is one of");
    await user.click(screen.getByRole("button", { name: "Add" }));
    await user.type(screen.getByRole("textbox", { name: "Compare with 2" }), "enterprise");
    expect(form.current.rules).toEqual([{ ...rule, operator: "in", right: ["business", "enterprise"] }]);
    await choose("Comparison", "does not equal");
    expect(form.current.rules).toEqual([{ ...rule, operator: "not_equals" }]);
    await choose("Comparison", "exists");
    expect(form.current.rules).toEqual([{ left: rule.left, operator: "exists" }]);
  });
});

describe("a split", () => {
  it("shows what each weight comes to, as it is typed", async () => {
    const form = renderForm(SplitForm, {
      variants: [
        { id: "a", weight: 1 },
        { id: "b", weight: 1 },
      ],
    });
    const weight = screen.getByRole("textbox", { name: "Variant 1: weight" });
    await user.clear(weight);
    await user.type(weight, "3");
    expect(screen.getByText("75%")).toBeTruthy();
    expect(screen.getByText("25%")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Add a variant" }));
    expect(form.current.variants).toEqual([
      { id: "a", weight: 3 },
      { id: "b", weight: 1 },
      { id: "variant_3", weight: 1 },
    ]);
  });
});

describe("a loop", () => {
  it("has either a number at a time or a condition to stop at", async () => {
    const form = renderForm(LoopForm, { items: "{% $rows %}", mode: "concurrent", concurrency: 5 });
    expect(screen.queryByText("Stop early when")).toBeNull();
    await choose("Order", "One after the other");
    expect(form.current).toEqual({ items: "{% $rows %}", mode: "sequential" });
    expect(screen.getByText("Stop early when")).toBeTruthy();
    expect(screen.queryByText("At a time")).toBeNull();
  });
});

describe("a stop", () => {
  it("asks for a result or for an error", async () => {
    const form = renderForm(StopForm, { outcome: "success", output: 1 });
    await choose(/The run ends as/, "failed");
    await user.type(screen.getByRole("textbox", { name: /Name of the error/ }), "Refused");
    expect(form.current).toEqual({ outcome: "error", error: "Refused" });
  });
});

describe("a merge", () => {
  it("asks for an expression only where one counts", async () => {
    const form = renderForm(MergeForm, { mode: "all" });
    await choose(/What goes on/, "An expression");
    await user.type(screen.getByRole("textbox", { name: /Expression/ }), "$a");
    expect(form.current).toEqual({ mode: "expression", expression: "{% $a %}" });
    await choose(/What goes on/, "The first branch that ran");
    expect(form.current).toEqual({ mode: "first" });
  });
});
