import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useIsFar } from "@/components/graph/detail";
import { FarNode } from "@/components/graph/FarNode";
import { Handles } from "@/components/graph/Handles";
import { FoldButton, LoopFrame } from "@/components/graph/LoopFrame";
import { NodeCard } from "@/components/graph/NodeCard";
import { familyOf } from "@/lib/graph/family";
import { isLoop } from "@/lib/graph/body";
import { IterationPicker } from "../components/IterationPicker";
import { useRunView } from "../run-view";
import { summaryOf } from "@/lib/graph/outcomes";
import { isWait, waitsWords } from "@/lib/graph/run-times";
import { messages } from "@/lib/messages";
import type { RunFlowNode } from "./run-elements";

export const RunNode = memo(function RunNode({ data }: NodeProps<RunFlowNode>) {
  return useIsFar() ? <RunNodeFar data={data} /> : <RunNodeNear data={data} />;
});

type Shown = Pick<NodeProps<RunFlowNode>, "data">;

function RunNodeFar({ data }: Shown) {
  const { node, open } = data;
  const disabled = node.settings?.disabled === true;
  return <FarNode {...{ disabled, open }} family={familyOf(node)} status={data.status} />;
}

function RunNodeNear({ data }: Shown) {
  const { node, definition, open, status } = data;
  const name = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const shared = {
    ...{ node, icon: definition?.icon, title: name },
    status,
    result: resultOf(data),
  };
  return (
    <>
      {open ? (
        <LoopFrame {...shared} subtitle={name === kind ? "" : kind} empty={null}>
          <IterationPicker loop={node} />
          <Fold node={node} open={open} />
        </LoopFrame>
      ) : (
        <NodeCard {...shared} family={familyOf(node)} subtitle={kind} />
      )}
      {isLoop(node) && !open ? (
        <div className="fold-corner">
          <Fold node={node} open={open} />
        </div>
      ) : null}
      <Handles node={node} connectable={false} />
    </>
  );
}

/** Apart from the node, since what it reads changes with every look at a run: only loops follow that. */
function Fold({ node, open }: Pick<RunFlowNode["data"], "node" | "open">) {
  const { toggleCollapsed } = useRunView();
  return <FoldButton name={node.name || node.key} open={open} onToggle={() => toggleCollapsed(node.id)} />;
}

function resultOf({ node, outcome, status, ended, until }: RunFlowNode["data"]): string | null {
  if (status === "running" && isWait(node)) return waitsWords(until);
  // While a run goes on, what it has not reached yet is most of it.
  if (status === "pending" && ended) return messages.nodeStatus.pending;
  return summaryOf(outcome);
}
