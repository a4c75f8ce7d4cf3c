import { expect, it } from "vitest";
import { annotationName } from "@/lib/graph/annotation-name";
import { annotation, node } from "../../support/graphs";

const placed = (id: string, x: number) => node(id, "action", { position: { x, y: 100 } });
const frame = { position: { x: 0, y: 0 }, size: { width: 2000, height: 400 } };
const group = (text: string, more = {}) => annotation("frame", { kind: "group", text, ...frame, ...more });
const graphOf = (own: ReturnType<typeof group>) => ({
  nodes: ["Fetch", "Check", "Send", "Log"].map((id, index) => placed(id, 300 * index)),
  edges: [],
  annotations: [own],
});

it("calls a group without a title by the steps it is around", () => {
  const around = group("  ");
  expect(annotationName(around, [graphOf(around)])).toBe("Group around Fetch, Check and 2 more");
  const two = group("", { size: { width: 560, height: 400 } });
  expect(annotationName(two, [graphOf(two)])).toBe("Group around Fetch, Check");
  const none = group("", { position: { x: 0, y: 5000 } });
  expect(annotationName(none, [graphOf(none)])).toBe("Group without a title");
});

it("calls a group with a title, and a note, by what they say", () => {
  const titled = group("Billing");
  expect(annotationName(titled, [graphOf(titled)])).toBe("Group: Billing");
  expect(annotationName(annotation("note", { text: "Ask Ada" }), [])).toBe("Note: Ask Ada");
});
