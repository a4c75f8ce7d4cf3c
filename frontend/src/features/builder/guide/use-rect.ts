import { useEffect, useState } from "react";

const LOOK_MS = 150;

/** Where the element is that `find` gives, kept current while it moves or comes and goes. */
export function useRect(find: () => HTMLElement | null): DOMRect | null {
  const [rect, setRect] = useState<DOMRect | null>(null);
  useEffect(() => {
    const look = () => {
      const next = find()?.getBoundingClientRect() ?? null;
      setRect((last) => (isSame(last, next) ? last : next));
    };
    look();
    // Canvas, drawers and forms move by ways of their own: no one event tells of them all.
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [find]);
  return rect;
}

function isSame(a: DOMRect | null, b: DOMRect | null): boolean {
  if (!a || !b) return a === b;
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
