let heard: (entries: { isIntersecting: boolean }[]) => void = () => {};

/** Stands for the browser's `IntersectionObserver` of one element: without a layout nothing ever comes into sight. */
export class SightObserver {
  constructor(hear: typeof heard) {
    heard = hear;
  }
  observe() {}
  disconnect() {}
}

/** Hands over entries that waited, all at once and the oldest first. */
export function handSight(...sight: boolean[]) {
  heard(sight.map((isIntersecting) => ({ isIntersecting })));
}
