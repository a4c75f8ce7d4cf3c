/** The few kinds of Markdown that a note knows, as data: nothing of a note becomes HTML by itself. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "emphasis"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] };

export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; children: Inline[] }
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "list"; ordered: boolean; items: { done: boolean | null; children: Inline[] }[] };

const HEADING = /^(#{1,3})\s+(.*)$/;
const ITEM = /^\s*(?:[-*]|(\d{1,4})[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
/** Links go to the web or to a mailbox and nowhere else. */
const LINK = /^(?:https?:\/\/|mailto:)[^\s<>"]+$/;
const INLINE =
  /`([^`]+)`|\*\*(?=\S)(.+?\S?)\*\*|(?<![A-Za-z0-9])[*_](?=\S)(.+?)[*_](?![A-Za-z0-9])|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split("\n")) {
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    if (heading) {
      open = null;
      const level = (heading[1]?.length ?? 1) as 1 | 2 | 3;
      blocks.push({ kind: "heading", level, children: parseInline(heading[2] ?? "") });
    } else if (item) {
      const ordered = item[1] !== undefined;
      if (open?.kind !== "list" || open.ordered !== ordered) {
        open = { kind: "list", ordered, items: [] };
        blocks.push(open);
      }
      const done = item[2] === undefined ? null : item[2] !== " ";
      open.items.push({ done, children: parseInline(item[3] ?? "") });
    } else if (line.trim() === "") {
      open = null;
    } else {
      if (open?.kind !== "paragraph") {
        open = { kind: "paragraph", lines: [] };
        blocks.push(open);
      }
      open.lines.push(parseInline(line));
    }
  }
  return blocks;
}

function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index > 0) found.push({ kind: "text", text: rest.slice(0, match.index) });
    found.push(read(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== "") found.push({ kind: "text", text: rest });
  return found;
}

function read([whole, code, strong, emphasis, label, href, bare]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", children: parseInline(strong) };
  if (emphasis !== undefined) return { kind: "emphasis", children: parseInline(emphasis) };
  if (label !== undefined && href !== undefined && LINK.test(href))
    return { kind: "link", href, children: parseInline(label) };
  if (bare !== undefined) return { kind: "link", href: bare, children: [{ kind: "text", text: bare }] };
  return { kind: "text", text: whole };
}
