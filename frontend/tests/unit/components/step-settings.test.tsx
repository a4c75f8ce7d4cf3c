import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { StepSettings } from "@/components/settings/StepSettings";
import type { Definition, GraphNode } from "@/lib/api/types";
import { MASK } from "@/lib/graph/masks";
import { node } from "../../support/graphs";

const schema = {
  properties: {
    url: { title: "URL", type: "string" },
    method: { title: "Method", enum: ["get", "post"], labels: { post: "POST" } },
    auth: {
      title: "Sign in",
      anyOf: [{ oneOf: [{ $ref: "#/$defs/Bearer" }, { $ref: "#/$defs/Basic" }] }, {}],
    },
    headers: { title: "Headers", additionalProperties: { type: "string", title: "Anything" } },
    body: { title: "Body", type: "string", widget: "template" },
    tags: { title: "Tags", type: "array", items: { type: "string" } },
  },
  order: ["method", "url", "auth", "headers", "tags"],
  $defs: {
    Bearer: {
      title: "Bearer token",
      properties: { type: { const: "bearer" }, token: { title: "Token", widget: "secret" } },
    },
    Basic: { title: "Name and password", properties: { type: { const: "basic" } } },
  },
};
const definition = {
  id: "api_call@1",
  name: "api_call",
  title: "Call an API",
  kind: "action",
  config_schema: schema,
};

/** Titles and values in their order, nested ones behind what they are in. */
function shown(type: string, more: Partial<GraphNode>): string[] {
  const known = type === "action" ? (definition as unknown as Definition) : undefined;
  render(<StepSettings node={node("call", type, more)} definition={known} />, { wrapper: MantineProvider });
  const told = [...document.querySelectorAll("dt, dd:not(:has(dl))")];
  return told.map(({ textContent }) => textContent ?? "");
}

it("says what a step is configured as by the titles of its form, in its order", () => {
  const config = {
    url: "{% 'https://' & $trigger.body.host %}",
    tags: ["new", "vip"],
    headers: { "X-Trace_Id": "on" },
    auth: { type: "bearer", token: "hunter2" },
    method: "post",
    missing: "",
  };
  expect(shown("action", { config, settings: { on_error: "branch", timeout_seconds: 30 } })).toEqual([
    ...["Method", "POST", "URL", "'https://' & $trigger.body.host"],
    ...["Sign in", "Type", "Bearer token", "Token", "A secret that is stored"],
    ...["Headers", "X-Trace_Id", "on", "Tags", "1", "new", "2", "vip"],
    ...["Time limit", "30 s", "When it fails after its retries", "Take the error branch"],
  ]);
  expect(document.querySelector("[data-token='variable']")?.textContent).toBe("$trigger");
  expect(document.body.textContent).not.toContain("hunter2");
});

it("takes the server's mask for a secret, whatever the field", () => {
  expect(shown("action", { config: { headers: { Authorization: MASK } } })).toEqual([
    ...["Headers", "Authorization", "A secret that is stored"],
  ]);
});

it("shows a text with data in it as it was written", () => {
  const body = "{% 'Dear ' & $trigger.body.name & '!' %}";
  expect(shown("action", { config: { body } })).toEqual(["Body", "Dear {{ $trigger.body.name }}!"]);
});

it("names the fields of logic nodes as their forms do", () => {
  expect(shown("delay", { config: { seconds: 3 * 86_400 } })).toEqual(["How long", "3 d"]);
});

it("says that nothing is set", () => {
  shown("merge", {});
  expect(screen.getByText(/Nothing is set/)).toBeTruthy();
});
