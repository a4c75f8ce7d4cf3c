import { expect, it } from "vitest";
import type { Definition } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { MASK, withoutSecrets } from "@/lib/graph/masks";
import { node, workflow } from "../../support/graphs";

const Bearer = { properties: { type: { const: "bearer" }, token: { type: "string", widget: "secret" } } };
const config_schema = {
  properties: { auth: { anyOf: [{ oneOf: [{ $ref: "#/$defs/Bearer" }] }, { type: "null" }] }, url: {} },
  $defs: { Bearer },
};

it("masks what a definition calls a secret, behind references and choices, and no expression", () => {
  const definitions = new Map([["api_call@1", { config_schema } as unknown as Definition]]);
  const call = (id: string, token: string) =>
    node(id, "action", { config: { url: "u", auth: { type: "bearer", token } } });
  const draft = toDraft(workflow([call("a", "correct horse"), call("b", "{% $vars.token %}")]));
  expect(withoutSecrets(draft, definitions).graph.nodes.map(({ config }) => config)).toEqual([
    { url: "u", auth: { type: "bearer", token: MASK } },
    { url: "u", auth: { type: "bearer", token: "{% $vars.token %}" } },
  ]);
});
