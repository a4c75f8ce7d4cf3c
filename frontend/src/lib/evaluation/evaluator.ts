import { messages } from "@/lib/messages";
import type { Outcome, Question } from "./evaluate";

/** More than a run allows, since a machine that is busy with a page is slower. */
const LIMIT_MS = 2000;
/** A worker that does not come up in this time will not. */
const START_LIMIT_MS = 15_000;

interface Waiting {
  question: Question;
  signal: AbortSignal;
  settle: (outcome: Outcome) => void;
}

type Answer = { ready: true } | { id: number; outcome: Outcome };

/**
 * Evaluates one expression after the other in a worker. One that takes too long ends with its worker, and the next gets a
 * new one: whatever people write, the page goes on.
 */
export class Evaluator {
  private readonly waiting: Waiting[] = [];
  private readonly start: () => Worker;
  private worker: Worker | null = null;
  private ready = false;
  private asked: { id: number; settle: (outcome: Outcome) => void } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;

  constructor(start: () => Worker) {
    this.start = start;
  }

  /** Never rejects; a question that is aborted before its turn is never answered. */
  evaluate(question: Question, signal: AbortSignal): Promise<Outcome> {
    return new Promise((settle) => {
      this.waiting.push({ question, signal, settle });
      this.next();
    });
  }

  private next(): void {
    if (this.asked) return;
    if (!this.worker) this.begin();
    if (!this.ready || !this.worker) return;
    const { worker } = this;
    let turn = this.waiting.shift();
    while (turn?.signal.aborted) turn = this.waiting.shift();
    if (!turn) return;
    this.count += 1;
    this.asked = { id: this.count, settle: turn.settle };
    this.timer = setTimeout(() => this.give(error(messages.preview.tooLong(LIMIT_MS / 1000))), LIMIT_MS);
    worker.postMessage({ id: this.count, question: turn.question });
  }

  private begin(): void {
    let worker: Worker;
    try {
      worker = this.start();
    } catch {
      this.refuseAll();
      return;
    }
    this.worker = worker;
    this.timer = setTimeout(() => this.refuseAll(), START_LIMIT_MS);
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (worker !== this.worker) return;
      if ("ready" in data) {
        clearTimeout(this.timer);
        this.ready = true;
        this.next();
      } else if (data.id === this.asked?.id) this.settle(data.outcome);
    });
    worker.addEventListener("error", ({ message }) => {
      if (worker !== this.worker) return;
      if (this.ready) this.give(error(message));
      else this.refuseAll();
    });
  }

  /** Ends the worker that is at work, and answers in its place. */
  private give(outcome: Outcome): void {
    this.end();
    this.settle(outcome);
  }

  private settle(outcome: Outcome): void {
    clearTimeout(this.timer);
    const { asked } = this;
    this.asked = null;
    asked?.settle(outcome);
    if (this.waiting.length > 0) this.next();
  }

  private refuseAll(): void {
    this.end();
    for (const { settle } of this.waiting.splice(0)) settle(error(messages.preview.unavailable));
  }

  private end(): void {
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
    this.ready = false;
  }
}

function error(message: string): Outcome {
  return { kind: "error", message, position: null };
}

/** One worker for all fields of the page. */
export const evaluator = new Evaluator(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "expressions" }),
);
