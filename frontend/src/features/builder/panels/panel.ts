/** What may be open beside the canvas, one at a time. */
export type Panel =
  | "run"
  | "test"
  | "backTest"
  | "publish"
  | "published"
  | "triggers"
  | "versions"
  | "shortcuts"
  | "deactivate";
