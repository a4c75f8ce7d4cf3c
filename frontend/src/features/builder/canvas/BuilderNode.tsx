import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { Handles } from "@/components/graph/Handles";
import { NodeCard } from "@/components/graph/NodeCard";
import { familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import type { BuilderFlowNode, ProblemCount } from "./flow-elements";

function badgeOf(problems: ProblemCount | undefined) {
  if (!problems) return null;
  const { errors, warnings } = problems;
  return errors > 0
    ? ({ tone: "error", count: errors, label: messages.problems.errors(errors) } as const)
    : ({ tone: "warning", count: warnings, label: messages.problems.warnings(warnings) } as const);
}

export const BuilderNode = memo(function BuilderNode({
  data: { node, definition, problems },
}: NodeProps<BuilderFlowNode>) {
  return (
    <>
      <NodeCard
        family={familyOf(node)}
        icon={definition?.icon}
        title={node.name || node.key}
        subtitle={definition?.title ?? node.definition ?? node.type}
        disabled={node.settings.disabled === true}
        badge={badgeOf(problems)}
      />
      <Handles type={node.type} connectable />
    </>
  );
});
