import { beforeEach, describe, expect, it, vi } from "vitest";
import { adoptUnsaved, draftBackup } from "@/features/builder/state/draft-backup";
import { forgetOldDrafts, keepDraft, keptDrafts } from "@/features/builder/state/kept-drafts";
import { toDraft } from "@/lib/graph/body";
import { newDocument } from "@/lib/graph/document";

const draft = (name: string) => toDraft(newDocument(name));

function left(workflowId: string, tab: string, name: string): void {
  const backup = draftBackup(workflowId, tab);
  backup.write(draft(name), 2, draft("base"));
  backup.flush();
}

beforeEach(() => localStorage.clear());

describe("a backup", () => {
  it("belongs to its tab: what another one saves leaves it alone", () => {
    const mine = draftBackup("w", "tab-1");
    const other = draftBackup("w", "tab-2");
    mine.write(draft("mine"), 3, draft("base"));
    other.write(draft("other"), 3, draft("base"));
    mine.flush();
    other.flush();
    other.clear();
    expect(mine.read()).toMatchObject({ document: { name: "mine" }, revision: 3, base: { name: "base" } });
  });

  it("does not take the base of an earlier revision for its own", () => {
    const backup = draftBackup("w", "tab-1");
    backup.write(draft("a"), 3, draft("base"));
    backup.flush();
    localStorage.setItem(
      "statewright:base:w:tab-1",
      JSON.stringify({ document: newDocument("old"), revision: 2 }),
    );
    expect(backup.read()?.base).toBeNull();
  });

  it("of a closed tab is taken over: the newest goes on, the others are kept", async () => {
    for (const [at, name] of ["older", "newest", "oldest"].entries()) {
      left("w", `closed-${at}`, name);
      const key = `statewright:draft:w:closed-${at}`;
      const stored = JSON.parse(localStorage.getItem(key) ?? "") as object;
      localStorage.setItem(key, JSON.stringify({ ...stored, at: [2, 3, 1][at] }));
    }
    left("another", "closed-0", "elsewhere");
    await adoptUnsaved("w");
    expect(draftBackup("w").read()).toMatchObject({ document: { name: "newest" }, base: { name: "base" } });
    expect(keptDrafts("w").map(({ document, reason }) => [document.name, reason])).toEqual([
      ["oldest", "unsaved"],
      ["older", "unsaved"],
    ]);
    expect(draftBackup("another", "closed-0").read()).not.toBeNull();
  });
});

describe("kept drafts", () => {
  it("are forgotten after two weeks", () => {
    vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z") });
    keepDraft("w", "conflict", draft("old"));
    vi.setSystemTime(new Date("2026-01-10T00:00:00Z"));
    keepDraft("w", "conflict", draft("young"));
    vi.setSystemTime(new Date("2026-01-16T00:00:00Z"));
    forgetOldDrafts();
    const stored = localStorage.getItem("statewright:kept:w");
    vi.useRealTimers();
    expect(stored).toContain("young");
    expect(stored).not.toContain("old");
  });

  /** A storage with room for so many characters. */
  function small(limit: number): Storage {
    const held = new Map<string, string>();
    return {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (value.length > limit) throw new DOMException("full", "QuotaExceededError");
        held.set(key, value);
      },
    } as unknown as Storage;
  }

  it("give way to a newer one when the storage is full, and say when even that has no room", () => {
    const size = JSON.stringify([
      { at: new Date().toISOString(), reason: "conflict", document: newDocument("a") },
    ]).length;
    const storage = small(size + 40);
    expect(keepDraft("w", "conflict", draft("a"), storage)).toBe(true);
    expect(keepDraft("w", "conflict", draft("b"), storage)).toBe(true);
    expect(keptDrafts("w", storage).map(({ document }) => document.name)).toEqual(["b"]);
    expect(keepDraft("w", "conflict", draft("c".repeat(500)), storage)).toBe(false);
  });
});
