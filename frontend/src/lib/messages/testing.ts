const CHANGES = {
  kind: "kind was changed",
  config: "configuration was changed",
  settings: "settings were changed",
  loop: "loop was changed",
  connections: "incoming connections were changed",
  pin: "pinned output was changed",
} as const;

type Cause = keyof typeof CHANGES | "new";

/** Results of tests: why they are out of date, and those of one step alone. */
export const testing = {
  stale: {
    own: (cause: Cause) =>
      `Out of date: ${cause === "new" ? "it was added" : `its ${CHANGES[cause]}`} after the test.`,
    before: (name: string, cause: Cause) =>
      `Out of date: it depends on ${name}, ${cause === "new" ? "which was added" : `whose ${CHANGES[cause]}`} after the test.`,
  },
  /** How a step came to what it gave in a test: on its card, and beside what it gave. */
  standIns: {
    sample: {
      card: "Sample",
      title: "Sample: not really done",
      text: "Nothing was sent or called. What the service would give is made up from its description: pin the output to say what it gives, or turn on Really call services.",
    },
    pin: {
      card: "Pinned",
      title: "Pinned: not really done",
      text: "Nothing was sent or called: the pinned output stood in.",
    },
    recorded: {
      card: "Recorded",
      title: "Recorded: not done again",
      text: "Nothing was sent or called: what the step gave in the run whose data tests take stood in.",
    },
    live: {
      card: "Called",
      title: "Really called",
      text: "The service did this, and what it gave is here.",
    },
  },
  sampled: (count: number) => (count === 1 ? "1 step gave a sample" : `${count} steps gave samples`),
  sampledHint: (names: string) => `Nothing was really sent or called by: ${names}`,
  /** What saved tests expect, and in what a run was another one. */
  savedTests: {
    expects: (count: number) => `Expects ${count === 1 ? "1 thing" : `${count} things`}`,
    expectsOf: (test: string) => `What ${test} expects`,
    leaveOut: (told: string) => `Do not look at this any more: ${told}`,
    ends: (end: string) => `It ends as ${end}`,
    waits: "Waiting",
    error: (name: string) => `With the error ${name}`,
    ran: (step: string) => `${step} runs`,
    took: (step: string, way: string) => `${step} takes the way “${way}”`,
    skipped: (step: string) => `${step} is skipped`,
    sent: (step: string, value: string) => `${step} is given ${value}`,
    outputs: (step: string, value: string) => `${step} gives ${value}`,
    output: (value: string) => `The run gives ${value}`,
    notRun: (step: string) => `${step} did not run`,
    otherWay: (step: string, expected: string, got: string) =>
      got === ""
        ? `${step} did not take the way “${expected}”: it took none`
        : `${step} took the way “${got}”, not “${expected}”`,
    notSkipped: (step: string) => `${step} ran, and was to be skipped`,
    nothingGiven: (step: string) => `${step} gave nothing`,
    notCalled: (step: string) => `${step} was not called`,
    otherEnd: (step: string, expected: string, got: string) =>
      `It ended as ${got}${step === "" ? "" : ` at ${step}`}, not as ${expected}`,
    accept: "This is right now: update the test",
    acceptHint: "Has the test expect what this run gave, where they differ.",
  },
  alone: {
    run: "Run only this step",
    hint: "Takes the data shown as input, and runs nothing else.",
    title: "This step alone",
  },
} as const;
