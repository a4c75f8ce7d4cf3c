import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useIsFar } from "@/components/graph/detail";
import { FarNode } from "@/components/graph/FarNode";
import { Handles } from "@/components/graph/Handles";
import { FoldButton, LoopFrame } from "@/components/graph/LoopFrame";
import { type Badge, NodeCard } from "@/components/graph/NodeCard";
import { familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { NameEditor } from "../properties/NameEditor";
import { useBuilderContext } from "../state/context";
import { isStandIn } from "../testing/stand-in";
import type { NodeTest } from "../testing/test-marks";
import { cardLine } from "./card-line";
import type { BuilderFlowNode, ProblemCount } from "./flow-elements";

function badgeOf(problems: ProblemCount | undefined): Badge | null {
  if (!problems) return null;
  const { errors, warnings, untouched } = problems;
  if (untouched) return { tone: "open", count: errors, label: messages.problems.untouched };
  return errors > 0
    ? { tone: "error", count: errors, label: messages.problems.errors(errors) }
    : { tone: "warning", count: warnings, label: messages.problems.warnings(warnings) };
}

/** How it went; of what was not worked out in the test first how it came to it, unless the card's pin says so. */
function resultOf(test: NodeTest | undefined): string | null {
  const isSaid = test?.pinned === true && test.how === "pin";
  const how = test?.how && !isSaid ? messages.standIns[test.how].card : null;
  return [how, test?.summary].filter(Boolean).join(" · ") || null;
}

export const BuilderNode = memo(function BuilderNode({ data, isConnectable }: NodeProps<BuilderFlowNode>) {
  return useIsFar() ? (
    <BuilderNodeFar data={data} />
  ) : (
    <BuilderNodeNear data={data} isConnectable={isConnectable} />
  );
});

type Shown = Pick<NodeProps<BuilderFlowNode>, "data">;

function BuilderNodeFar({ data: { node, problems, body, test } }: Shown) {
  return (
    <FarNode
      family={familyOf(node)}
      status={test?.status ?? undefined}
      tone={badgeOf(problems)?.tone}
      disabled={node.settings?.disabled === true}
      open={body?.open ?? false}
    />
  );
}

function BuilderNodeNear({ data, isConnectable }: Shown & Pick<NodeProps, "isConnectable">) {
  const { node, definition, problems, body, receiving, renaming, test } = data;
  const { store } = useBuilderContext();
  const name = node.name || node.key;
  const kind = definition?.title ?? node.definition ?? node.type;
  const line = cardLine(node, definition);
  // Another card's may be written by now.
  const named = () => {
    if (store.getState().renaming === node.id) store.getState().rename(null);
  };
  const shared = {
    node,
    icon: definition?.icon,
    title: name,
    editor: renaming ? <NameEditor node={node} onDone={named} /> : null,
    status: test?.status ?? undefined,
    stale: test?.stale ?? undefined,
    pinned: test?.pinned ? messages.test.pinned : undefined,
    standIn: isStandIn(test?.how ?? null),
    result: resultOf(test),
    badge: badgeOf(problems),
  };
  const fold = body ? (
    <FoldButton name={name} open={body.open} onToggle={() => store.getState().toggleCollapsed(node.id)} />
  ) : null;
  return (
    <>
      {body?.open ? (
        <LoopFrame
          {...shared}
          subtitle={line ?? (name === kind ? "" : kind)}
          receiving={receiving}
          empty={body.count === 0 ? messages.canvas.emptyLoop : null}
        >
          {fold}
        </LoopFrame>
      ) : (
        <NodeCard
          {...shared}
          family={familyOf(node)}
          subtitle={body ? messages.canvas.steps(body.count) : (line ?? kind)}
        />
      )}
      {body && !body.open ? <div className="fold-corner">{fold}</div> : null}
      <Handles node={node} connectable={isConnectable} />
    </>
  );
}
