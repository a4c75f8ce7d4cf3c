import { expect, it } from "vitest";
import { namedApart } from "@/features/builder/panels/named-apart";

it("steps are told by their names, and by their keys where names are alike or missing", () => {
  const nodes = [
    { key: "orders", name: "When an order comes" },
    { key: "orders_2", name: "By hand" },
    { key: "manual", name: "By hand" },
    { key: "bare", name: "" },
  ];

  expect(namedApart(nodes)).toEqual([
    "When an order comes",
    "By hand · orders_2",
    "By hand · manual",
    "bare",
  ]);
});
