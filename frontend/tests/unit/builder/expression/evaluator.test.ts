import { beforeEach, describe, expect, it, vi } from "vitest";
import { Evaluator } from "@/lib/evaluation/evaluator";
import { evaluate, type Question } from "@/lib/evaluation/evaluate";

/** A worker as the browser has it, on this thread; one asked for `{% hang %}` never answers. */
class StandIn extends EventTarget {
  static started = 0;
  static ended = 0;
  private over = false;

  constructor() {
    super();
    StandIn.started += 1;
    queueMicrotask(() => this.say({ ready: true }));
  }

  postMessage({ id, question }: { id: number; question: Question }): void {
    if (question.value === "{% hang %}") return;
    void evaluate(question).then((outcome) => this.say({ id, outcome }));
  }

  terminate(): void {
    this.over = true;
    StandIn.ended += 1;
  }

  private say(data: unknown): void {
    if (!this.over) this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

function ask(evaluator: Evaluator, source: string, signal = new AbortController().signal) {
  return evaluator.evaluate({ value: `{% ${source} %}`, variables: {} }, signal);
}

beforeEach(() => {
  StandIn.started = 0;
  StandIn.ended = 0;
});

describe("evaluating beside the page", () => {
  it("ends what takes too long, and answers the next from a new worker", async () => {
    vi.useFakeTimers();
    const evaluator = new Evaluator(() => new StandIn() as unknown as Worker);
    const hanging = ask(evaluator, "hang");
    const next = ask(evaluator, "1 + 1");
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    expect(await hanging).toMatchObject({
      kind: "error",
      message: expect.stringContaining("Stopped after 2"),
    });
    expect(await next).toEqual({ kind: "value", json: "2" });
    expect([StandIn.started, StandIn.ended]).toEqual([2, 1]);
  });

  it("uses one worker for all, one expression after the other", async () => {
    const evaluator = new Evaluator(() => new StandIn() as unknown as Worker);
    const answers = await Promise.all(["1", "'a'", "$nope"].map((source) => ask(evaluator, source)));
    expect(answers.map(({ kind }) => kind)).toEqual(["value", "value", "nothing"]);
    expect(StandIn.started).toBe(1);
  });

  it("skips what nobody waits for any more", async () => {
    const evaluator = new Evaluator(() => new StandIn() as unknown as Worker);
    const abort = new AbortController();
    const dropped = vi.fn();
    void ask(evaluator, "1", abort.signal).then(dropped);
    abort.abort();
    expect(await ask(evaluator, "2")).toEqual({ kind: "value", json: "2" });
    expect(dropped).not.toHaveBeenCalled();
  });

  it("says so where workers cannot run", async () => {
    const evaluator = new Evaluator(() => {
      const worker = new EventTarget();
      queueMicrotask(() => worker.dispatchEvent(new ErrorEvent("error", { message: "refused" })));
      return Object.assign(worker, { terminate() {} }) as unknown as Worker;
    });
    expect(await ask(evaluator, "1")).toMatchObject({ kind: "error", message: /could not be started/ });
  });
});
