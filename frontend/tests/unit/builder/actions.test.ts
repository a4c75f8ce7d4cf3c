import { describe, expect, it } from "vitest";
import { ACTIONS } from "@/features/builder/actions/actions";
import { PALETTE_SHORTCUT } from "@/lib/commands/keys";

describe("the builder's actions", () => {
  it("have ids and keys of their own", () => {
    const ids = ACTIONS.map(({ id }) => id);
    const keys = [PALETTE_SHORTCUT, ...ACTIONS.flatMap((action) => action.keys ?? [])];
    expect(new Set(ids).size).toBe(ids.length);
    // Enter opens what is selected, and F2 names it: a step, or the text of a note.
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual(["f2", "enter"]);
  });

  it("write their keys as they are heard: modifiers first, the key in lower case", () => {
    for (const key of ACTIONS.flatMap((action) => action.keys ?? []))
      expect(key).toMatch(/^(mod\+)?(alt\+)?(shift\+)?([a-z0-9]+|[^a-z0-9+\s])$/);
  });
});
