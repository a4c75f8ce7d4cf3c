const unit = (name: string) =>
  new Intl.NumberFormat("en", { style: "unit", unit: name, unitDisplay: "long" });
const durations = { s: unit("second"), m: unit("minute"), h: unit("hour"), d: unit("day") };

/** What is done on the builder's canvas: the selection, its menus, its keys. */
export const canvasEditing = {
  selection: {
    toolbar: "Selection",
    count: (count: number) => `${count} selected`,
    alignLeft: "Align left",
    alignCenter: "Align centers",
    alignRight: "Align right",
    alignTop: "Align top",
    alignMiddle: "Align middles",
    alignBottom: "Align bottom",
    distributeHorizontally: "Distribute horizontally",
    distributeVertically: "Distribute vertically",
    disable: "Switch steps off or on",
    disableWords: "disable enable skip",
    rename: "Rename",
    removeAndReconnect: "Delete and reconnect",
    lifeSize: "Zoom to life size",
    marqueeWords: "marquee area lasso mode",
    zoom: "Zoom to the selection",
    marquee: "Select by dragging",
    pan: "Move the canvas by dragging",
  },
  menu: {
    properties: "Properties",
    label: "What can be done here",
    addAfter: "Add the next step",
    fold: "Fold",
    unfold: "Unfold",
    insert: "Insert a step",
    insertHere: (from: string, to: string) => `Insert a step between ${from} and ${to}`,
    goTo: (name: string) => `Go to ${name}`,
    removeEdge: "Delete the connection",
    addStep: "Add a step",
    paste: "Paste here",
    fit: "Fit to its steps",
  },
  /** What a step does, in one line of its card. */
  cardLine: {
    duration: (count: number, unit: "s" | "m" | "h" | "d") => durations[unit].format(count),
    seconds: (count: string) => `${count} seconds`,
    until: (moment: string) => `until ${moment}`,
    at: (time: string) => `until ${time}`,
    each: (list: string) => `each of ${list}`,
    items: (count: number) => (count === 1 ? "1 item" : `${count} items`),
    andMore: (first: string, more: number) => `${first} +${more}`,
    more: (first: string, match: "all" | "any", more: number) =>
      `${first} ${match === "all" ? "and" : "or"} ${more} more`,
    fails: (error: string | null) => (error === null ? "fails the run" : `fails: ${error}`),
    succeeds: "ends the run",
    merge: { all: "all branches", first: "first branch that ran", last: "last branch that ran" },
    signs: {
      equals: "=",
      not_equals: "≠",
      greater_than: ">",
      greater_or_equal: "≥",
      less_than: "<",
      less_or_equal: "≤",
      in: "in",
      not_in: "not in",
    },
  },
} as const;
