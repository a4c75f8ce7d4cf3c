import { MantineProvider } from "@mantine/core";
import { act, createEvent, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { evaluate } from "@/lib/evaluation/evaluate";
import { evaluator } from "@/lib/evaluation/evaluator";
import { EMPTY_SCOPE, type Scope } from "@/features/builder/expression/scope";
import { type FieldTarget, FormContext } from "@/features/builder/form/form-context";
import type { Schema } from "@/features/builder/form/schema";
import { SchemaField } from "@/features/builder/form/SchemaField";
import type { Problem } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const MESSAGE: Schema = { type: "string", title: "Message", widget: "template", multiline: true };
const SUBJECT: Schema = {
  ...{ type: "string", title: "Subject", widget: "template" },
  examples: ["Welcome!", "{% 'Welcome, ' & $trigger.body.name %}"],
};
const HEADERS: Schema = { type: "object", title: "Headers", additionalProperties: { type: "string" } };
const VALUES: Schema = { type: "object", title: "Values", additionalProperties: {} };
const TRIGGER = { body: { name: "Ada", none: null } };
const SCOPE: Scope = { ...EMPTY_SCOPE, names: [{ name: "trigger", source: "", shape: { value: TRIGGER } }] };

const user = userEvent.setup();
const onChange = vi.fn<(value: unknown) => void>();
let inHand: FieldTarget | null = null;
/** An edit from elsewhere: an undo, or a colleague's. */
let edit: (value: unknown) => void = () => undefined;
beforeEach(() => {
  onChange.mockClear();
  inHand = null;
  vi.spyOn(evaluator, "evaluate").mockImplementation((question) => evaluate(question));
});

interface Shown {
  start?: unknown;
  problems?: Problem[];
  literal?: boolean;
}

function show(schema: Schema, { start, problems = [], literal = false }: Shown = {}) {
  function Form() {
    const [value, setValue] = useState(start);
    useEffect(() => {
      edit = setValue;
    }, []);
    const change = (next: unknown) => {
      setValue(next);
      onChange(next);
    };
    const field = { path: "config.x", name: "x", schema, root: schema, required: true, value };
    return (
      <FormContext
        value={{
          ...{ problems, config: {}, literal, scopeOf: () => SCOPE, origin: null },
          ...{ aim: (target) => void (inHand = target), release: () => undefined, put: () => false },
        }}
      >
        <SchemaField {...field} onChange={change} />
      </FormContext>
    );
  }
  return render(
    <MantineProvider env="test">
      <Form />
    </MantineProvider>,
  );
}

function box(name: string): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>("textbox", { name });
}

async function paste(name: string, text: string) {
  await user.click(box(name));
  await user.paste(text);
}

describe("a text with data in it", () => {
  it("is stored as the expression that puts it together, and shows what it says", async () => {
    show(MESSAGE);
    await paste("Message", "Dear {{ $trigger.body.name }},\n{{ $trigger.body.none }}{{ $trigger.nowhere }}!");
    expect(onChange).toHaveBeenLastCalledWith(
      "{% 'Dear ' & $trigger.body.name & ',\\n' & $trigger.body.none & $trigger.nowhere & '!' %}",
    );
    const preview = await screen.findByRole("group", { name: "Message: what it gives" });
    expect(preview.textContent).toBe("Dear Ada,\nnull!");
  });

  it("is a plain text without data, and nothing when it is empty", async () => {
    show(MESSAGE);
    await paste("Message", "Dear all");
    expect(onChange).toHaveBeenLastCalledWith("Dear all");
    await user.clear(box("Message"));
    expect(onChange).toHaveBeenLastCalledWith(undefined);
  });

  it("shows its example with data, or says how to insert some", () => {
    const { unmount } = show(SUBJECT);
    expect(box("Subject").placeholder).toBe("Welcome, {{ $trigger.body.name }}");
    unmount();
    show(MESSAGE);
    expect(box("Message").placeholder).toBe("Type {{ to insert data");
  });

  it("stays a text while one types what would by itself be read as an expression, and is one when it comes again", async () => {
    const { unmount } = show(MESSAGE);
    await paste("Message", "{{ $trigger.body.name = 'Ada' ? 1 : 2 }}");
    const stored = "{% $trigger.body.name = 'Ada' ? 1 : 2 %}";
    expect(onChange).toHaveBeenLastCalledWith(stored);
    expect(box("Message").value).toBe("{{ $trigger.body.name = 'Ada' ? 1 : 2 }}");
    unmount();
    show(MESSAGE, { start: stored });
    expect(box("Message").value).toBe("$trigger.body.name = 'Ada' ? 1 : 2");
  });

  it("has one line where it is no long text", async () => {
    show(SUBJECT);
    await user.type(box("Subject"), "a{Enter}b");
    expect(onChange).toHaveBeenLastCalledWith("ab");
    await user.paste(" c\nd\n");
    expect(onChange).toHaveBeenLastCalledWith("ab c d");
  });

  it("takes what is put in behind it", async () => {
    show(MESSAGE, { start: "Dear " });
    await user.click(box("Message"));
    act(() => inHand?.insert("$trigger.body.name"));
    act(() => inHand?.insert("$trigger.id"));
    expect(onChange).toHaveBeenLastCalledWith("{% 'Dear ' & $trigger.body.name & $trigger.id %}");
    expect(box("Message").value).toBe("Dear {{ $trigger.body.name }}{{ $trigger.id }}");
  });

  it("takes what is dropped on it once, where an editor has not put it in", () => {
    show(MESSAGE, { start: "Dear " });
    const field = box("Message");
    const dataTransfer = { types: ["application/x-statewright-path"], getData: () => "$trigger.id" };
    const taken = createEvent.drop(field, { dataTransfer });
    taken.preventDefault();
    fireEvent(field, taken);
    expect(onChange).not.toHaveBeenCalled();
    fireEvent(field, createEvent.drop(field, { dataTransfer }));
    expect(onChange.mock.calls).toEqual([["{% 'Dear ' & $trigger.id %}"]]);
  });

  it("has no data where no expression may stand", async () => {
    show(MESSAGE, { literal: true });
    await user.type(box("Message"), "a {{{{ $x }}");
    expect(onChange).toHaveBeenLastCalledWith("a {{ $x }}");
  });
});

describe("the switch of a text", () => {
  const toExpression = () => user.click(screen.getByRole("button", { name: "Message: Use an expression" }));
  const toText = () => user.click(screen.getByRole("button", { name: "Message: Write as text" }));

  it("changes what is seen, not what is stored", async () => {
    show(MESSAGE, { start: "{% 'Dear '&$trigger.body.name %}" });
    expect(box("Message").value).toBe("Dear {{ $trigger.body.name }}");
    await toExpression();
    expect(box("Message").value).toBe("'Dear '&$trigger.body.name");
    await toText();
    expect(box("Message").value).toBe("Dear {{ $trigger.body.name }}");
    expect(onChange).not.toHaveBeenCalled();
  });

  it("shows any expression as a placeholder", async () => {
    show(MESSAGE, { start: "{% ($a := 1; $a) %}" });
    expect(box("Message").value).toBe("($a := 1; $a)");
    await toText();
    expect(box("Message").value).toBe("{{ ($a := 1; $a) }}");
    expect(onChange).not.toHaveBeenCalled();
  });

  it("keeps a plain text, and leaves nothing of an empty one", async () => {
    const { unmount } = show(MESSAGE, { start: "it's 5" });
    await toExpression();
    expect(onChange).toHaveBeenLastCalledWith(`{% "it's 5" %}`);
    await toText();
    expect(onChange).toHaveBeenLastCalledWith("it's 5");
    unmount();
    show(MESSAGE);
    await toExpression();
    expect(onChange).toHaveBeenLastCalledWith("{%  %}");
    await toText();
    expect(onChange).toHaveBeenLastCalledWith(undefined);
  });
});

describe("a text that was an expression", () => {
  const LIST: Schema = { type: "array", title: "To", items: { type: "string" } };

  it("is shown as the text that an undo makes of it, and kept by the switch", async () => {
    show(MESSAGE, { start: "Hello" });
    const toggle = () => user.click(screen.getByRole("button", { name: /^Message: / }));
    await toggle();
    expect(box("Message").value).toBe("'Hello'");
    act(() => edit("Hello"));
    await toggle();
    await toggle();
    expect(onChange).toHaveBeenLastCalledWith("Hello");
    act(() => edit("Hello"));
    await user.type(box("Message"), "!");
    expect(onChange).toHaveBeenLastCalledWith("Hello!");
  });

  it("is no expression where it comes into the place of a removed entry", async () => {
    show(LIST, { start: ["{% $a ? 1 : 2 %}", "Hello"] });
    await user.type(box("To 1"), "3");
    await user.click(screen.getByRole("button", { name: "Remove entry 1" }));
    await user.type(box("To 1"), "!");
    expect(onChange).toHaveBeenLastCalledWith(["Hello!"]);
  });

  it("is none either where it comes into the place of a removed entry of a map", async () => {
    show(HEADERS, { start: { a: "{% $a ? 1 : 2 %}", b: "Hello" } });
    await user.type(box("Headers 1: Value"), "3");
    await user.click(screen.getByRole("button", { name: "Remove entry 1" }));
    await user.type(box("Headers 1: Value"), "!");
    expect(onChange).toHaveBeenLastCalledWith({ b: "Hello!" });
  });
});

describe("a text that is wrong", () => {
  it("says so in its own words, and previews nothing", async () => {
    const problem: Problem = {
      ...{ severity: "error", code: "expression_syntax", field: "config.x", position: 10, end: 11 },
      message: 'the symbol "&" cannot be used as a unary operator',
    };
    show(MESSAGE, { start: "{% 'a' &  & 'b' %}", problems: [problem] });
    expect(box("Message").value).toBe("a{{  }}b");
    expect(screen.getByText(messages.textField.faults.empty)).toBeDefined();
    expect(screen.queryByText(/unary operator/)).toBeNull();
    expect(screen.queryByRole("group", { name: "Message: what it gives" })).toBeNull();
  });
});

describe("entries of a map", () => {
  it("can have data in their text", async () => {
    show(HEADERS, { start: { "X-Name": "" } });
    await paste("Headers 1: Value", "for {{ $trigger.body.name }}");
    expect(onChange).toHaveBeenLastCalledWith({ "X-Name": "{% 'for ' & $trigger.body.name %}" });
  });

  it("can be numbers or have data in their text, where any value may be", async () => {
    show(VALUES, { start: { a: "" } });
    await paste("Values 1: Value", "100");
    expect(onChange).toHaveBeenLastCalledWith({ a: 100 });
    expect(screen.getByText(messages.form.types.number)).toBeDefined();
    await user.paste(" for {{ $trigger.body.name }}");
    expect(onChange).toHaveBeenLastCalledWith({ a: "{% '100 for ' & $trigger.body.name %}" });
    expect(screen.queryByText(messages.form.types.number)).toBeNull();
  });
});
