import { describe, expect, it } from "vitest";
import { freeName } from "@/lib/free-name";
import {
  contentsOf,
  documentOf,
  requiredBy,
  type Surroundings,
  TEMPLATES,
} from "@/features/workflows/templates/template";

const EMPTY: Surroundings = { names: new Set(), paths: new Set(), echo: "https://echo.test", ids: new Map() };

function template(name: string) {
  const found = TEMPLATES.find((each) => each.name === name);
  if (!found) throw new Error(`No template ${name}`);
  return found;
}

describe("templates", () => {
  it("are the shipped examples, without what is no part of a workflow", () => {
    expect(TEMPLATES.length).toBeGreaterThanOrEqual(16);
    for (const { document } of TEMPLATES) expect(document).not.toHaveProperty("example");
    expect(new Set(TEMPLATES.map(({ category }) => category))).toEqual(
      new Set(["marketing", "operations", "data", "engineering"]),
    );
  });

  it("take a name and an address that are free", () => {
    const copy = documentOf(template("order-welcome"), {
      ...EMPTY,
      names: new Set(["Order welcome", "Order welcome 2"]),
      paths: new Set(["orders"]),
    });
    expect(copy.name).toBe("Order welcome 3");
    expect(copy.graph.nodes.find(({ type }) => type === "trigger")?.config.path).toBe("orders-2");
    expect(freeName("orders", new Set(), "-")).toBe("orders");
  });

  it("send their requests to the stand-in that is there", () => {
    const text = JSON.stringify(documentOf(template("contact-enrichment"), EMPTY));
    expect(text).toContain("https://echo.test");
    expect(text).not.toContain("127.0.0.1");
    expect(contentsOf(template("contact-enrichment"), new Map()).standIns.length).toBeGreaterThan(0);
  });

  it("run the workflows that the templates they need have become", () => {
    const [required] = requiredBy(template("order-cancelled"));
    expect(required?.name).toBe("notify");
    const ids = new Map([[required?.id ?? "", "the-new-id"]]);
    const text = JSON.stringify(documentOf(template("order-cancelled"), { ...EMPTY, ids }));
    expect(text).toContain("the-new-id");
    expect(text).not.toContain(required?.id);
    expect(requiredBy(template("order-welcome"))).toEqual([]);
  });
});
