import { type Block, type Inline, parseMarkdown } from "@/lib/markdown";
import styles from "./Annotation.module.css";

const HEADINGS = { 1: "h3", 2: "h4", 3: "h5" } as const;

/** A note's text. Plain elements made from data: no HTML of the note's own gets in. */
export function MarkdownText({ text }: { text: string }) {
  return <div className={`${styles.text} nowheel`}>{parseMarkdown(text).map(drawBlock)}</div>;
}

function drawBlock(block: Block, key: number) {
  switch (block.kind) {
    case "heading": {
      const Heading = HEADINGS[block.level];
      return <Heading key={key}>{block.children.map(drawInline)}</Heading>;
    }
    case "paragraph":
      return (
        <p key={key}>
          {block.lines.map((line, at) => (
            <span key={at}>
              {at > 0 ? <br /> : null}
              {line.map(drawInline)}
            </span>
          ))}
        </p>
      );
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List key={key}>
          {block.items.map(({ done, children }, at) => (
            <li key={at} className={done === null ? undefined : styles.tick}>
              {done === null ? null : done ? "☑ " : "☐ "}
              {children.map(drawInline)}
            </li>
          ))}
        </List>
      );
    }
  }
}

function drawInline(inline: Inline, key: number) {
  switch (inline.kind) {
    case "text":
      return <span key={key}>{inline.text}</span>;
    case "code":
      return <code key={key}>{inline.text}</code>;
    case "strong":
      return <strong key={key}>{inline.children.map(drawInline)}</strong>;
    case "emphasis":
      return <em key={key}>{inline.children.map(drawInline)}</em>;
    case "link":
      return (
        <a key={key} href={inline.href} target="_blank" rel="noopener noreferrer" className="nodrag">
          {inline.children.map(drawInline)}
        </a>
      );
  }
}
