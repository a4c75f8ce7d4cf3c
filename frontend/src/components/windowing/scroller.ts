import { type RefObject, useLayoutEffect } from "react";

/** Measures an element before it is seen first, and whenever its size changes. `measure` keeps its identity. */
export function useMeasured(ref: RefObject<HTMLElement | null>, measure: () => void): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, measure]);
}

/** Measures each time that something was drawn, before it is seen. `measure` draws anew only what it finds changed. */
export function useAfterDrawing(measure: () => void): void {
  useLayoutEffect(() => measure());
}

/** Scrolls so that what lies from `start` to `end` is seen in `height`, all in pixels, and no further than needed. */
export function scrollIntoSight(element: HTMLElement, start: number, end: number, height: number): void {
  if (start < element.scrollTop) element.scrollTop = start;
  else if (end > element.scrollTop + height) element.scrollTop = end - height;
}
