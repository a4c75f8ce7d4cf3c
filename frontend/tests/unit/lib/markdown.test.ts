import { describe, expect, it } from "vitest";
import { parseMarkdown } from "@/lib/markdown";

describe("parseMarkdown", () => {
  it("knows headings, paragraphs, lists and ticks", () => {
    const blocks = parseMarkdown("# Why\nfirst\nsecond\n\n- [x] asked\n- [ ] agreed\n1. one");
    expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "list"]);
    expect(blocks[1]).toMatchObject({ lines: [[{ text: "first" }], [{ text: "second" }]] });
    expect(blocks[2]).toMatchObject({ ordered: false, items: [{ done: true }, { done: false }] });
    expect(blocks[3]).toMatchObject({ ordered: true, items: [{ done: null }] });
  });

  it("knows bold, italic, code and links inside a line", () => {
    const [block] = parseMarkdown("a **b _c_** `d*e*` [f](https://x.test/) https://y.test/z.");
    expect(block).toEqual({
      kind: "paragraph",
      lines: [
        [
          { kind: "text", text: "a " },
          {
            kind: "strong",
            children: [
              { kind: "text", text: "b " },
              { kind: "emphasis", children: [{ kind: "text", text: "c" }] },
            ],
          },
          { kind: "text", text: " " },
          { kind: "code", text: "d*e*" },
          { kind: "text", text: " " },
          { kind: "link", href: "https://x.test/", children: [{ kind: "text", text: "f" }] },
          { kind: "text", text: " " },
          { kind: "link", href: "https://y.test/z", children: [{ kind: "text", text: "https://y.test/z" }] },
          { kind: "text", text: "." },
        ],
      ],
    });
  });

  it("leaves names with underscores, lone stars and other schemes as they are", () => {
    for (const text of ["a_long_name", "2 * 3 * 4", "[x](javascript:alert(1))", "<b>no</b>"]) {
      const drawn = JSON.stringify(parseMarkdown(text));
      expect(drawn).not.toMatch(/emphasis|strong|link/);
    }
  });

  it("ends in time on what could make it search long", () => {
    const start = performance.now();
    parseMarkdown(`${"*".repeat(5000)}${"[".repeat(5000)}`);
    parseMarkdown("**a ".repeat(2500));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
