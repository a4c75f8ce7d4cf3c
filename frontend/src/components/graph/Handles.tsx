import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import type { GraphNode } from "@/lib/api/types";
import { handleShare } from "@/lib/graph/geometry";
import { acceptsInput, handleLabel, handleName, handlesOf, rightHandles } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";

interface Props {
  node: GraphNode;
  connectable: boolean;
}

/** The connection points of a node: one in (not on triggers), and its outgoing handles by name. */
export const Handles = memo(function Handles({ node, connectable }: Props) {
  const right = rightHandles(node);
  return (
    <>
      {acceptsInput(node) ? (
        <Handle
          type="target"
          position={Position.Left}
          isConnectable={connectable}
          role="img"
          aria-label={messages.canvas.input}
        />
      ) : null}
      {handlesOf(node).map((handle) => (
        <Handle
          key={handle}
          id={handle}
          type="source"
          position={handle === "error" ? Position.Bottom : Position.Right}
          className={`${handle}-handle`}
          {...(handle === "error"
            ? {}
            : { style: { top: `${handleShare(right.indexOf(handle), right.length) * 100}%` } })}
          isConnectable={connectable}
          role="img"
          aria-label={handleName(node, handle)}
          title={handleName(node, handle)}
        />
      ))}
    </>
  );
});

/** The names of a node's ways, inside its card beside their handles. */
export function HandleLabels({ node }: { node: GraphNode }) {
  const right = rightHandles(node);
  if (right.length < 2) return null;
  return right.map((handle, index) => (
    <span
      key={handle}
      className="handle-label"
      style={{ top: `${handleShare(index, right.length) * 100}%` }}
      title={handleLabel(node, handle) ?? undefined}
    >
      {handleLabel(node, handle)}
    </span>
  ));
}
