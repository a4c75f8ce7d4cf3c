/** The guide to a first workflow. */
export const guide = {
  guide: {
    label: "Guide",
    start: "Guide me",
    offer: "New here? Guide me to a first workflow",
    progress: (step: number, of: number) => `Step ${step} of ${of}`,
    leave: "Leave the guide",
    show: "Show me",
    skip: "Skip",
    doneTitle: "Your workflow runs",
    doneText: "Every run is under Executions, step by step. Templates have more to begin with.",
    steps: {
      trigger: {
        title: "Choose what starts it",
        hint: "Pick When an API is called: a form, a shop or another program can start it then.",
      },
      address: {
        title: "Say where it listens",
        hint: "Select the trigger and fill in what it asks for, such as a path like sign-ups.",
      },
      action: {
        title: "Add what is to be done",
        hint: "Click Send an email on the left: it is put after the trigger and connected. Or drag it, and draw the line.",
      },
      data: {
        title: "Use what came in",
        hint: "Select the step. Press the braces at the end of the line below To, and write $trigger.body.email: what came in.",
      },
      complete: {
        title: "Fill in the rest",
        hint: "A subject and a message. What is still missing is said at its field and listed below the canvas.",
      },
      test: {
        title: "Try it",
        hint: "Test runs the draft without sending anything. See what each step got and gave.",
      },
      publish: {
        title: "Make it live",
        hint: "Publish says what a run costs and what it may take. From then on its trigger listens.",
      },
      run: {
        title: "See it run",
        hint: "Run starts it by hand, or call its address. You are taken to the run, and see each step as it happens.",
      },
    },
  },
} as const;
