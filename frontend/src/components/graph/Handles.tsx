import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import { handlesOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";

/** Where each outgoing handle sits on the card's right side, as a share of its height. */
const TOP: Record<string, string> = { out: "50%", true: "28%", false: "72%", error: "100%" };

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
        <Handle type="target" position={Position.Left} isConnectable={connectable} aria-label={messages.canvas.input} />
      )}
      {handlesOf(type).map((handle) => (
        <Handle
          key={handle}
          id={handle}
          type="source"
          position={handle === "error" ? Position.Bottom : Position.Right}
          className={`${handle}-handle`}
          style={handle === "error" ? undefined : { top: TOP[handle] }}
          isConnectable={connectable}
          aria-label={messages.canvas.handle[handle as "out"]}
          title={messages.canvas.handle[handle as "out"]}
        />
      ))}
      {labelled
        ? handlesOf(type).map((handle) => (
            <span key={handle} className="handle-label" style={{ top: TOP[handle] }}>
              {messages.canvas.handleShort[handle as "true"]}
            </span>
          ))
        : null}
    </>
  );
});
