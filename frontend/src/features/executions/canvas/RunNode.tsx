import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { Handles } from "@/components/graph/Handles";
import { FoldButton, LoopFrame } from "@/components/graph/LoopFrame";
import { NodeCard } from "@/components/graph/NodeCard";
import { familyOf } from "@/lib/graph/family";
import { isLoop } from "@/lib/graph/body";
import { IterationPicker } from "../components/IterationPicker";
import { useRunView } from "../run-view";
import { summaryOf } from "@/lib/graph/outcomes";
import type { RunFlowNode } from "./run-elements";

export const RunNode = memo(function RunNode({
  data: { node, definition, outcome, ended, open },
}: NodeProps<RunFlowNode>) {
  const { toggleCollapsed } = useRunView();
  const name = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const shared = {
    ...{ node, icon: definition?.icon, title: name },
    status: outcome?.last.status ?? (ended ? ("skipped" as const) : ("pending" as const)),
    result: summaryOf(outcome),
  };
  const fold = isLoop(node) ? (
    <FoldButton name={name} open={open} onToggle={() => toggleCollapsed(node.id)} />
  ) : null;
  return (
    <>
      {open ? (
        <LoopFrame {...shared} subtitle={name === kind ? "" : kind} empty={null}>
          <IterationPicker loop={node} />
          {fold}
        </LoopFrame>
      ) : (
        <NodeCard {...shared} family={familyOf(node)} subtitle={kind} />
      )}
      {fold && !open ? <div className="fold-corner">{fold}</div> : null}
      <Handles node={node} connectable={false} />
    </>
  );
});
