declare module "virtual:definition-icons" {
  import type { ComponentType } from "react";

  export const definitionIcons: Record<string, ComponentType<{ size?: number; stroke?: number }> | undefined>;
}
