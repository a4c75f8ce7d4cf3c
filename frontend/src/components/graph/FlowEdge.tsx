import { BaseEdge, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";

/** An edge and its name. The name has a halo instead of a box, since a box would have to be measured for each edge. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps) {
  const { label, interactionWidth = 20 } = props;
  const [path, x, y] = getBezierPath(props);
  return (
    <>
      <BaseEdge path={path} interactionWidth={interactionWidth} />
      {label ? (
        <text className="react-flow__edge-text" x={x} y={y}>
          {label}
        </text>
      ) : null}
    </>
  );
});
