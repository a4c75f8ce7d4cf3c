/** Evaluates expressions beside the page: whoever asked ends this worker when it takes too long. */
import { evaluate, type Question } from "./evaluate";

self.addEventListener("message", ({ data }: MessageEvent<{ id: number; question: Question }>) => {
  void evaluate(data.question).then((outcome) => self.postMessage({ id: data.id, outcome }));
});
self.postMessage({ ready: true });
