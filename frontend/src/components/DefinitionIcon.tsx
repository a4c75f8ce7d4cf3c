import { IconBolt, IconBox, IconGitBranch } from "@tabler/icons-react";
import { definitionIcons } from "virtual:definition-icons";
import type { Family } from "@/lib/graph/family";

const FALLBACK = { trigger: IconBolt, logic: IconGitBranch, action: IconBox } as const;

interface Props {
  icon: string | undefined;
  family: Family;
  size?: number;
}

/** The icon a definition names, or its family's when the name is not in this build. */
export function DefinitionIcon({ icon, family, size = 18 }: Props) {
  const Icon = (icon && definitionIcons[icon]) || FALLBACK[family];
  return <Icon size={size} stroke={1.7} />;
}
