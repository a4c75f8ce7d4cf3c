import { Fragment, type ReactNode, useMemo } from "react";
import { tokenize } from "@/lib/graph/tokens";
import styles from "./Settings.module.css";

/** JSONata to read, in the colours of its editor; `inline`: in a text, between its braces. */
export function ExpressionText({ source, inline = false }: { source: string; inline?: boolean }) {
  const pieces = useMemo(() => colored(source), [source]);
  if (!inline) return <code className={styles.expression}>{pieces}</code>;
  return (
    <code className={styles.inText}>
      {"{{ "}
      {pieces}
      {" }}"}
    </code>
  );
}

function colored(source: string): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const { kind, from, to } of tokenize(source)) {
    pieces.push(
      <Fragment key={from}>
        {source.slice(at, from)}
        <span data-token={kind}>{source.slice(from, to)}</span>
      </Fragment>,
    );
    at = to;
  }
  return [...pieces, source.slice(at)];
}
