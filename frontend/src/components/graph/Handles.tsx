import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import { HANDLE_TOP } from "@/lib/graph/handle-bounds";
import { handlesOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";

function topOf(handle: string): string {
  return `${(HANDLE_TOP[handle] ?? 0.5) * 100}%`;
}

interface Props {
  type: string;
  connectable: boolean;
}

/** The connection points of a node: one in (not on triggers), and its outgoing handles by name. */
export const Handles = memo(function Handles({ type, connectable }: Props) {
  const labelled = type === "condition";
  return (
    <>
      {type === "trigger" ? null : (
        <Handle
          type="target"
          position={Position.Left}
          isConnectable={connectable}
          aria-label={messages.canvas.input}
        />
      )}
      {handlesOf(type).map((handle) => (
        <Handle
          key={handle}
          id={handle}
          type="source"
          position={handle === "error" ? Position.Bottom : Position.Right}
          className={`${handle}-handle`}
          style={handle === "error" ? undefined : { top: topOf(handle) }}
          isConnectable={connectable}
          aria-label={messages.canvas.handle[handle as "out"]}
          title={messages.canvas.handle[handle as "out"]}
        />
      ))}
      {labelled
        ? handlesOf(type).map((handle) => (
            <span key={handle} className="handle-label" style={{ top: topOf(handle) }}>
              {messages.canvas.handleShort[handle as "true"]}
            </span>
          ))
        : null}
    </>
  );
});
