/** What a dragged palette entry carries: the id of its definition. */
export const DRAG_TYPE = "application/x-statewright-definition";
