import { describe, expect, it } from "vitest";
import { fuzzyMatch } from "@/lib/commands/fuzzy";
import { ariaKeys, isPressed, keyCaps } from "@/lib/commands/keys";
import { recentCommands, rememberCommand } from "@/lib/commands/recent";

function press(
  key: string,
  modifiers: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
) {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers };
}

function best(query: string, texts: readonly string[]): string | undefined {
  return texts
    .flatMap((text) => {
      const match = fuzzyMatch(query, text);
      return match ? [{ text, score: match.score }] : [];
    })
    .sort((a, b) => b.score - a.score)[0]?.text;
}

describe("finding by a few letters", () => {
  it("takes beginnings of words, parts, and letters in order", () => {
    expect(fuzzyMatch("pub", "Publish")?.at).toEqual([0, 1, 2]);
    expect(fuzzyMatch("kst", "Keyboard shortcuts")?.at).toEqual([0, 9, 13]);
    expect(fuzzyMatch("mail send", "Send an email")).not.toBeNull();
    expect(fuzzyMatch("xyz", "Publish")).toBeNull();
    expect(fuzzyMatch("publishes", "Publish")).toBeNull();
  });

  it("prefers the beginning of a word to its middle, one piece to scattered letters, and the shorter of two", () => {
    expect(best("run", ["Turn around", "Run"])).toBe("Run");
    expect(best("test", ["The estate", "Back-test", "Latest"])).toBe("Back-test");
    expect(best("send", ["Some enchanted night, dear", "Resend later"])).toBe("Resend later");
    expect(best("undo", ["Undo everything there is", "Undo"])).toBe("Undo");
  });

  it("finds nothing in letters that are strewn over a long text", () => {
    expect(fuzzyMatch("gate", "Waiting for an event, and for how long it takes at most")).toBeNull();
  });
});

describe("shortcuts", () => {
  it("are pressed with exactly their modifiers", () => {
    expect(isPressed("mod+z", press("z", { ctrlKey: true }))).toBe(true);
    expect(isPressed("mod+z", press("z", { metaKey: true }))).toBe(true);
    expect(isPressed("mod+z", press("Z", { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(isPressed("mod+shift+z", press("Z", { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(isPressed("mod+z", press("z"))).toBe(false);
    expect(isPressed("mod+z", press("z", { ctrlKey: true, altKey: true }))).toBe(false);
  });

  it("are the sign itself, whether or not a keyboard needs Shift for it", () => {
    expect(isPressed("?", press("?", { shiftKey: true }))).toBe(true);
    expect(isPressed("/", press("/", { shiftKey: true }))).toBe(true);
    expect(isPressed("plus", press("+"))).toBe(true);
    expect(isPressed("plus", press("+", { ctrlKey: true }))).toBe(false);
  });

  it("are shown as key caps and told to assistive technology", () => {
    expect(keyCaps("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
    expect(keyCaps("plus")).toEqual(["+"]);
    expect(ariaKeys("mod+shift+z")).toBe("Control+Shift+Z");
  });
});

describe("what was done lately", () => {
  it("is remembered once each, the latest first, and only the last few", () => {
    for (const id of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "c"]) rememberCommand(id);
    expect(recentCommands()).toEqual(["c", "i", "h", "g", "f", "e", "d", "b"]);
  });

  it("survives a storage that holds something else", () => {
    localStorage.setItem("statewright-recent-commands", "{not json");
    expect(recentCommands()).toEqual([]);
  });
});
