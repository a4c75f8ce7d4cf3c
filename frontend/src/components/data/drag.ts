/** What a dragged row carries: the JSONata expression of its value. */
const PATH_TYPE = "application/x-statewright-path";

/** Lets a row be dropped into an expression, and anywhere else as text. */
export function dragPath(event: React.DragEvent, expression: string): void {
  event.dataTransfer.setData(PATH_TYPE, expression);
  event.dataTransfer.setData("text/plain", expression);
  event.dataTransfer.effectAllowed = "copy";
}
