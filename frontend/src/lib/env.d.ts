declare module "virtual:definition-icons" {
  import type { ComponentType } from "react";

  export const definitionIcons: Record<string, ComponentType<{ size?: number; stroke?: number }> | undefined>;
}

declare module "virtual:templates" {
  import type { WorkflowDocument } from "@/lib/api/types";

  /** The files of `examples/`. */
  export const templates: readonly {
    name: string;
    category: "marketing" | "operations" | "data" | "engineering";
    /** What stands for its workflow's id in the templates that run it. */
    id?: string;
    document: WorkflowDocument;
  }[];
}
