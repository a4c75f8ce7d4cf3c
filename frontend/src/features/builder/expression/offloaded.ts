import type { Definition, GraphNode } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import type { Schema } from "../form/schema";
import { type Shape, shapeOfSchema } from "./shape";

const text = messages.expression.offloaded;

const REFERENCE: Schema = {
  type: "object",
  properties: {
    offloaded: {
      type: "object",
      description: text.reference,
      properties: {
        bucket: { type: "string" },
        key: { type: "string" },
        bytes: { type: "integer", description: text.bytes },
        items: { type: "integer", description: text.items },
        format: { type: "string" },
      },
    },
  },
};

/** Whether expressions see of a step only where its result lies in S3. */
export function isOffloaded(node: GraphNode, definition: Definition | undefined): boolean {
  return node.type === "action" && node.settings.offload === true && definition?.native !== true;
}

/**
 * What can be read of such a step, `seen` being what it gave; what it gave before it kept its results in S3 says nothing.
 * For the items of a loop, which reads the list where it lies, a list that was pinned is the value.
 */
export function shapeOfOffloaded(seen: unknown, forItems: boolean): Shape {
  return shapeOfSchema(REFERENCE, isReference(seen) || (forItems && Array.isArray(seen)) ? seen : undefined);
}

function isReference(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && !Array.isArray(value) && ("offloaded" in value || "error" in value);
}
