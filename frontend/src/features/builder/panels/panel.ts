/** What may be open beside the canvas, one at a time. */
export type Panel = "run" | "published" | "triggers" | "versions" | "shortcuts" | "deactivate";
