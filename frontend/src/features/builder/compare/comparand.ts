import type { KeptDraft } from "../state/kept-drafts";

/** One side of a comparison. */
export type Comparand =
  { kind: "draft" } | { kind: "version"; version: number } | { kind: "kept"; kept: KeptDraft };

/** As the value of a choice, and back. */
export function comparandId(side: Comparand): string {
  if (side.kind === "draft") return side.kind;
  return side.kind === "version" ? `version:${side.version}` : `kept:${side.kept.at}`;
}
