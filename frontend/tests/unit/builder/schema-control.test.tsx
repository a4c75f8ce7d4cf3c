import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect, useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { FormContext } from "@/features/builder/form/form-context";
import type { Schema } from "@/features/builder/form/schema";
import { SchemaField } from "@/features/builder/form/SchemaField";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { api } from "@/lib/api/client";

const FIELD: Schema = {
  title: "What the body looks like",
  anyOf: [{ type: "object", additionalProperties: {} }, { type: "null" }],
  ...{ widget: "schema", describes: "body", literal: true },
};

/** An edit from elsewhere: an undo, or a colleague's. */
let edit: (value: unknown) => void = () => undefined;

function shown(start?: unknown) {
  const seen = vi.fn();
  function Form() {
    const [value, setValue] = useState(start);
    useEffect(() => {
      edit = setValue;
    }, []);
    const change = (next: unknown) => {
      setValue(next);
      seen(next);
    };
    return (
      <FormContext
        value={{
          ...{ problems: [], config: {}, nodeKey: "order", literal: true, scopeOf: () => EMPTY_SCOPE },
          ...{ origin: null, aim: () => undefined, release: () => undefined, put: () => false },
        }}
      >
        <SchemaField
          {...{ path: "config.body_schema", name: "body_schema", schema: FIELD, root: {}, required: false }}
          value={value}
          onChange={change}
        />
      </FormContext>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <BuilderContext value={{ workflowId: "w" } as unknown as BuilderContextValue}>
          <Form />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return seen;
}

const user = userEvent.setup();
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const choose = async (select: string, option: string) => {
  await user.click(screen.getByRole("combobox", { name: select }));
  await user.click(await screen.findByRole("option", { name: option }));
};

afterEach(() => vi.restoreAllMocks());

describe("a schema by rows", () => {
  it("is built from the keyboard: fields, groups in them, their order", async () => {
    const seen = shown();
    expect(screen.getByText("Anything is taken.")).toBeDefined();
    button("Add a field").focus();
    await user.keyboard("{Enter}");
    // The new row's name has the focus.
    await user.keyboard("id");
    expect(seen).toHaveBeenLastCalledWith({ type: "object", properties: { id: { type: "string" } } });
    await user.click(screen.getByRole("checkbox", { name: "id is required" }));

    await user.click(button("Add a field"));
    await user.keyboard("to");
    await choose("to: type", "Group");
    await user.click(button("Add a field to to"));
    await user.keyboard("email");
    await user.click(button("Description and example of to › email"));
    await user.type(screen.getByRole("textbox", { name: "to › email: description" }), "Whom to tell.");
    await user.type(screen.getByRole("textbox", { name: "to › email: example" }), "1");
    button("Move to up").focus();
    await user.keyboard("{Enter}");

    expect(seen).toHaveBeenLastCalledWith({
      type: "object",
      required: ["id"],
      properties: {
        to: {
          type: "object",
          properties: { email: { type: "string", description: "Whom to tell.", examples: ["1"] } },
        },
        id: { type: "string" },
      },
      order: ["to", "id"],
    });

    await user.click(button("Remove to"));
    await user.click(screen.getByRole("checkbox", { name: "No other fields are taken" }));
    expect(seen).toHaveBeenLastCalledWith({
      ...{ type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      additionalProperties: false,
    });
  });

  it("has lists of anything, of groups too", async () => {
    const seen = shown({ type: "object", properties: { lines: { type: "array", minItems: 1 } } });
    expect(screen.getByText("minItems 1")).toBeDefined();
    await choose("lines: type of each entry", "Group");
    await user.click(button("Add a field to lines"));
    await user.keyboard("sku");
    expect(seen).toHaveBeenLastCalledWith({
      type: "object",
      properties: {
        lines: {
          ...{ type: "array", minItems: 1 },
          items: { type: "object", properties: { sku: { type: "string" } } },
        },
      },
    });
  });

  it("keeps a name that is taken already for itself, and says so", async () => {
    const seen = shown({ type: "object", properties: { id: { type: "string" } } });
    await user.click(button("Add a field"));
    await user.keyboard("id");
    expect(screen.getByText("This name is already used.")).toBeDefined();
    await user.keyboard("s");
    expect(Object.keys((seen.mock.lastCall?.[0] as { properties: object }).properties)).toEqual([
      "id",
      "ids",
    ]);
  });

  it("is none again when its last field is gone", async () => {
    const seen = shown({ type: "object", properties: { id: { type: "string" } } });
    await user.click(button("Remove id"));
    expect(seen).toHaveBeenLastCalledWith(undefined);
  });
});

describe("a schema as JSON", () => {
  const views = () => within(screen.getByRole("radiogroup", { name: "What the body looks like: show as" }));

  it("is the same schema, and rows show what is changed in it", async () => {
    shown({ type: "object", properties: { id: { type: "string" } } });
    await user.click(views().getByRole("radio", { name: "JSON" }));
    const json = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "What the body looks like" });
    expect(JSON.parse(json.value)).toEqual({ type: "object", properties: { id: { type: "string" } } });

    await user.clear(json);
    await user.click(json);
    await user.paste('{"type": "object", "properties": {"a": ');
    // What is typed would be lost by a change of the rows.
    expect(views().getByRole("radio", { name: "Fields" })).toHaveProperty("disabled", true);
    expect(screen.getByText("Complete the JSON first.")).toBeDefined();
    await user.paste('{"type": "number"}}}');
    await user.click(views().getByRole("radio", { name: "Fields" }));
    expect(screen.getByRole("textbox", { name: "a: name" })).toBeDefined();
  });

  it("is all there is of one that rows cannot show, with the reason", () => {
    shown({ anyOf: [{ type: "object" }, { type: "array" }] });
    expect(screen.getByText("Only JSON shows this schema: it uses anyOf.")).toBeDefined();
    expect(views().getByRole("radio", { name: "Fields" })).toHaveProperty("disabled", true);
  });

  it("stays JSON where it is cleared to paste another", async () => {
    const seen = shown({ anyOf: [{ type: "object" }, { type: "array" }] });
    const json = screen.getByRole("textbox", { name: "What the body looks like" });
    await user.clear(json);
    await user.paste('{"type": "object", "properties": {"a": {"type": "number"}}}');
    expect(seen).toHaveBeenLastCalledWith({ type: "object", properties: { a: { type: "number" } } });
    expect(json.isConnected).toBe(true);
    expect(document.activeElement).toBe(json);
  });

  it("has fields again where an edit from outside takes the place of half a text", async () => {
    shown({ type: "object", properties: { id: { type: "string" } } });
    await user.click(views().getByRole("radio", { name: "JSON" }));
    await user.type(screen.getByRole("textbox", { name: "What the body looks like" }), "!");
    expect(screen.getByText("Complete the JSON first.")).toBeDefined();
    act(() => edit({ type: "object", properties: { other: { type: "string" } } }));
    expect(screen.queryByText("Complete the JSON first.")).toBeNull();
    await user.click(views().getByRole("radio", { name: "Fields" }));
    expect(screen.getByRole("textbox", { name: "other: name" })).toBeDefined();
  });
});

describe("a schema from the last request", () => {
  const answers = (items: unknown[], input: unknown) =>
    vi.spyOn(api, "GET").mockImplementation(((path: string) =>
      Promise.resolve({
        response: new Response(),
        data: path.endsWith("executions")
          ? { items }
          : { id: "e", trigger: "order", input, graph: { nodes: [] } },
      })) as never);

  it("has the fields of its body", async () => {
    const get = answers([{ id: "e" }], { trigger: { body: { id: "7", total: 3 } } });
    const seen = shown();
    await user.click(button("From the last request"));
    await waitFor(() => expect(seen).toHaveBeenCalled());
    expect(seen).toHaveBeenLastCalledWith({
      type: "object",
      properties: { id: { type: "string" }, total: { type: "number" } },
      required: ["id", "total"],
      order: ["id", "total"],
    });
    expect(get.mock.calls[0]?.[1]).toMatchObject({
      params: { query: { workflow_id: "w", trigger: "order" } },
    });
    await user.click(button("From the last request"));
    expect(await screen.findByText(/no fields that are not here/)).toBeDefined();
  });

  it("says that there was none", async () => {
    answers([], null);
    const seen = shown();
    await user.click(button("From the last request"));
    expect(await screen.findByText(/Nothing has come by this trigger yet/)).toBeDefined();
    expect(seen).not.toHaveBeenCalled();
  });
});
