import type { FitViewOptions } from "@xyflow/react";

/** The whole graph in view, never larger than life. */
export const WHOLE = { maxZoom: 1, padding: 0.08 } satisfies FitViewOptions;

/** Below this zoom the names on the cards cannot be read. */
export const READABLE_ZOOM = 0.6;

/** At least this near is what people are led to. */
export const REVEALING_ZOOM = 0.8;
