/** What a dragged row carries: the JSONata expression of its value. */
const PATH_TYPE = "application/x-statewright-path";

/** The expression that a drag carries; null where it carries something else. Before the drop only that there is one is known. */
export function droppedPath({ dataTransfer }: Pick<DragEvent, "dataTransfer">): string | null {
  return dataTransfer?.types.includes(PATH_TYPE) ? dataTransfer.getData(PATH_TYPE) : null;
}

/** Lets a row be dropped into an expression, and anywhere else as text. */
export function dragPath(event: React.DragEvent, expression: string): void {
  event.dataTransfer.setData(PATH_TYPE, expression);
  event.dataTransfer.setData("text/plain", expression);
  event.dataTransfer.effectAllowed = "copy";
}
