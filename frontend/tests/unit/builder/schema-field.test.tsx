import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { type FieldTarget, FormContext } from "@/features/builder/form/form-context";
import type { Schema } from "@/features/builder/form/schema";
import { SchemaField } from "@/features/builder/form/SchemaField";
import type { Problem } from "@/lib/api/types";

const URL_SCHEMA: Schema = { type: "string", title: "Address", description: "Where to call." };
const PROBLEM: Problem = {
  ...{ severity: "error", code: "required", message: "Give an address.", field: "config.url", node_id: "n" },
  ...{ edge_id: null, position: null, suggestion: null },
};

const onChange = vi.fn<(value: unknown) => void>();
let inHand: FieldTarget | null = null;
const aim = (target: FieldTarget) => void (inHand = target);
const release = () => void (inHand = null);
beforeEach(() => {
  onChange.mockClear();
  inHand = null;
});

interface FormProps {
  schema: Schema;
  start?: unknown;
  problems?: Problem[];
  literal?: boolean;
}

function Form({ schema, start, problems = [], literal = false }: FormProps) {
  const [value, setValue] = useState(start);
  const change = (next: unknown) => {
    setValue(next);
    onChange(next);
  };
  return (
    <MantineProvider env="test">
      <FormContext
        value={{
          ...{ problems, config: {}, literal, scopeOf: () => EMPTY_SCOPE, origin: null },
          ...{ aim, release, put: () => false },
        }}
      >
        <SchemaField
          path="config.url"
          name="url"
          schema={schema}
          root={schema}
          required
          value={value}
          onChange={change}
        />
      </FormContext>
    </MantineProvider>
  );
}

describe("a field made from a schema", () => {
  it("has its title, help and the server's problem", () => {
    render(<Form schema={URL_SCHEMA} problems={[PROBLEM]} />);
    expect(screen.getByRole("textbox", { name: /Address/ })).toBeDefined();
    expect(screen.getByText("Where to call.")).toBeDefined();
    expect(screen.getByText("Give an address.")).toBeDefined();
  });

  it("becomes an expression and back without losing what was typed", async () => {
    const user = userEvent.setup();
    render(<Form schema={URL_SCHEMA} />);
    await user.type(screen.getByRole("textbox"), "https://a.example");
    await user.click(screen.getByRole("button", { name: "Address: Use an expression" }));
    expect(onChange).toHaveBeenLastCalledWith("{% 'https://a.example' %}");
    await user.click(screen.getByRole("button", { name: "Address: Use a fixed value" }));
    expect(onChange).toHaveBeenLastCalledWith("https://a.example");
  });

  it("has the cursor once it is an expression, and nothing in it that nobody wrote", async () => {
    const user = userEvent.setup();
    const schema: Schema = { type: "object", title: "Values", additionalProperties: {} };
    render(<Form schema={schema} start={{ a: "" }} />);
    await user.click(screen.getByRole("button", { name: "Values 1: Value: Use an expression" }));
    await user.keyboard("$x");
    expect(onChange).toHaveBeenLastCalledWith({ a: "{% $x %}" });
  });

  it("offers no expression where none may stand, but the way back from one that stands there", async () => {
    const user = userEvent.setup();
    const headers: Schema = { type: "object", title: "Headers", additionalProperties: { type: "string" } };
    const { unmount } = render(<Form schema={headers} start={{ a: "b" }} literal />);
    expect(screen.queryByRole("button", { name: /Use an expression/ })).toBeNull();
    await user.click(screen.getByDisplayValue("b"));
    expect(inHand).toBeNull();
    unmount();
    render(<Form schema={URL_SCHEMA} start={'{% "x" %}'} literal />);
    await user.click(screen.getByRole("button", { name: "Address: Use a fixed value" }));
    expect(onChange).toHaveBeenLastCalledWith("x");
    expect(screen.queryByRole("button", { name: /Use an expression/ })).toBeNull();
  });

  it("takes an emptied field away, so that its default counts", async () => {
    const user = userEvent.setup();
    render(<Form schema={URL_SCHEMA} start="x" />);
    await user.clear(screen.getByRole("textbox"));
    expect(onChange).toHaveBeenLastCalledWith(undefined);
  });

  it("edits names and values, and stores an entry once it has a name", async () => {
    const user = userEvent.setup();
    render(<Form schema={{ type: "object", title: "Headers", additionalProperties: { type: "string" } }} />);
    const [name, value] = screen.getAllByRole("textbox");
    await user.type(value as HTMLElement, "1");
    expect(onChange).not.toHaveBeenCalled();
    await user.type(name as HTMLElement, "x");
    expect(onChange).toHaveBeenLastCalledWith({ x: "1" });
  });

  it("takes data that is picked behind what was typed since, and behind what was picked before", async () => {
    const user = userEvent.setup();
    const { unmount } = render(<Form schema={URL_SCHEMA} />);
    await user.type(screen.getByRole("textbox"), "https://a.example/");
    act(() => inHand?.insert("$order.id"));
    act(() => inHand?.insert("$order.page"));
    expect(onChange).toHaveBeenLastCalledWith("{% 'https://a.example/' & $order.id & $order.page %}");
    unmount();
    expect(inHand).toBeNull();
  });
});

describe("a list made from a schema", () => {
  it("shows a problem at the entry it is about, by the server's path", () => {
    const problem = { ...PROBLEM, field: "config.url.1", message: "Not an address." };
    const schema: Schema = { type: "array", title: "To", items: { type: "string" } };
    render(<Form schema={schema} start={["a", "b"]} problems={[problem]} />);
    const entry = screen.getByText("Not an address.").closest("[data-field]");
    expect(entry?.getAttribute("data-field")).toBe("config.url.1");
  });
});

describe("a secret", () => {
  const SECRET: Schema = { type: "string", title: "Token", widget: "secret" };

  it("that is stored is shown empty, and what is typed replaces it as a whole", async () => {
    render(<Form schema={SECRET} start="********" />);
    const input = screen.getByLabelText<HTMLInputElement>("Token");
    expect(input.value).toBe("");
    expect(input.placeholder).toBe("Stored. Type to replace it.");
    await userEvent.type(input, "{Backspace}n");
    expect(onChange.mock.calls).toEqual([["n"]]);
  });

  it("that is stored can be removed", async () => {
    render(<Form schema={SECRET} start="********" />);
    await userEvent.click(screen.getByRole("button", { name: "Remove the stored Token" }));
    expect(onChange).toHaveBeenLastCalledWith(undefined);
  });
});
