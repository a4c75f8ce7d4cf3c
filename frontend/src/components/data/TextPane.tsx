import { useLayoutEffect } from "react";
import { messages } from "@/lib/messages";
import { Marked } from "./Marked";
import { useWindow } from "../windowing/use-window";
import styles from "./Data.module.css";

const ROW = 19;
/** Of a longer line only the beginning is drawn. */
const LONGEST = 2_000;
const MEMBER = /^(\s*)("(?:[^"\\]|\\.)*")(: .*)$/;

interface Props {
  lines: readonly string[];
  label: string;
  query: string;
  /** The line to show. */
  target: number | null;
}

/** JSON as text of which only the lines in view exist. */
export function TextPane({ lines, label, query, target }: Props) {
  const { ref, onScroll, first, end, show } = useWindow(lines.length, ROW);
  useLayoutEffect(() => {
    if (target !== null) show(target);
  }, [target, show]);
  return (
    <div
      ref={ref}
      className={styles.scroller}
      role="region"
      aria-label={`${label}: ${messages.data.views.json}`}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div style={{ height: lines.length * ROW }}>
        <div style={{ transform: `translateY(${first * ROW}px)` }}>
          {lines.slice(first, end).map((line, offset) => {
            const index = first + offset;
            return (
              <div key={index} className={styles.jsonLine} data-current={index === target || undefined}>
                <Line line={line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line} query={query} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Line({ line, query }: { line: string; query: string }) {
  const [, indent = "", name, rest = ""] = MEMBER.exec(line) ?? [];
  if (name === undefined) return <Marked text={line} query={query} />;
  return (
    <>
      {indent}
      <span className={styles.name}>
        <Marked text={name} query={query} />
      </span>
      <Marked text={rest} query={query} />
    </>
  );
}
