import { type ReactNode, useMemo } from "react";
import { messages } from "@/lib/messages";
import { diffTexts, type Piece } from "@/lib/text-diff";
import styles from "./Compare.module.css";

const text = messages.compare;

interface Props {
  before: unknown;
  after: unknown;
  labels?: readonly [string, string];
  /** What both were made from, where both are new: each then shows what it changed of that. */
  base?: unknown;
}

/** Two values beside each other; what differs inside of texts is marked. */
export function FieldValues({ before, after, labels = [text.old, text.now], base }: Props) {
  const [left, right] = useMemo(() => {
    if (base !== undefined) return [changesOf(base, before), changesOf(base, after)];
    const pieces = changesOf(before, after);
    const without = (kind: Piece["kind"]) => pieces?.filter((piece) => piece.kind !== kind) ?? null;
    return [without("added"), without("removed")];
  }, [before, after, base]);
  return (
    <div className={styles.values}>
      <Value label={labels[0]} value={before} pieces={left} />
      <Value label={labels[1]} value={after} pieces={right} />
    </div>
  );
}

function Value({ label, value, pieces }: { label: string; value: unknown; pieces: readonly Piece[] | null }) {
  return (
    <div className={styles.value}>
      <div className={styles.valueLabel}>{label}</div>
      <pre className={styles.valueText} tabIndex={0} aria-label={label}>
        {value === undefined ? <i>{text.absent}</i> : pieces ? pieces.map(shownPiece) : shown(value)}
      </pre>
    </div>
  );
}

/** Pieces have no name of their own and never move. */
function shownPiece({ kind, text: piece }: Piece, at: number): ReactNode {
  if (kind === "removed") return <del key={at}>{piece}</del>;
  return kind === "added" ? <ins key={at}>{piece}</ins> : <span key={at}>{piece}</span>;
}

function changesOf(before: unknown, after: unknown): Piece[] | null {
  return before === undefined || after === undefined ? null : diffTexts(shown(before), shown(after));
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
