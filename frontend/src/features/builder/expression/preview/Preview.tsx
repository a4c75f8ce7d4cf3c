import { IconAlertTriangle, IconArrowNarrowRight, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useId, useMemo, useState } from "react";
import { DataView } from "@/components/data/DataView";
import { messages } from "@/lib/messages";
import { useFieldProblems, useForm } from "../../form/form-context";
import styles from "./Preview.module.css";
import { type PreviewState, usePreview } from "./use-preview";

const text = messages.preview;
/** Characters that fit in a line; a longer value opens on request. */
const LINE = 90;
/** Characters of a text that may be more than fits in its place, so that it can be scrolled by keyboard. */
const LONG_TEXT = 200;
const MAX_TRAVELLING = 262_144;

interface Props {
  /** Path of the field: what may be read depends on it. */
  path: string;
  label: string;
  /** A value with expressions anywhere in it. */
  value: unknown;
  /** Whether a text is shown as it reads rather than as JSON. */
  asText?: boolean;
}

/** Below a field: what its expression, or those in its value, give on the data of the last run, or why they give nothing. */
export function Preview({ path, label, value, asText = false }: Props) {
  const { scopeOf, origin } = useForm();
  const state = usePreview(value, scopeOf(path));
  const isTold = useFieldProblems(path, true).some(({ severity }) => severity === "error");
  if (!state) return null;
  // What the check has found says it already, and says more.
  if (isTold && (state.kind === "error" || state.kind === "nothing")) return null;
  return (
    <div className={styles.preview} role="group" aria-label={text.label(label)} data-preview={state.kind}>
      <Line state={state} label={label} asText={asText} />
      {origin && state.kind !== "missing" ? <span className={styles.origin}>{origin}</span> : null}
    </div>
  );
}

function Line({ state, label, asText }: { state: PreviewState; label: string; asText: boolean }) {
  switch (state.kind) {
    case "missing":
      return <span className={styles.dim}>{missingText(state.names, state.pin)}</span>;
    case "nothing":
      return <Warning>{placed(text.nothing, state.place)}</Warning>;
    case "error":
      return <Warning>{placed(state.message, state.place)}</Warning>;
    case "value": {
      const { json } = state;
      const written = asText && json.startsWith('"') ? (JSON.parse(json) as string) : null;
      return written !== null && json.length <= MAX_TRAVELLING ? (
        <WrittenText>{written}</WrittenText>
      ) : (
        <Value json={json} label={label} />
      );
    }
  }
}

function missingText(names: readonly string[], pin: string | undefined): string {
  const told = names.map((name) => `$${name}`).join(", ");
  return pin === undefined ? text.missing(told) : text.missingStored(told, pin);
}

function placed(what: string, place: string | undefined): string {
  return place === undefined ? what : text.at(place, what);
}

function Warning({ children }: { children: string }) {
  return (
    <span className={styles.warning}>
      <IconAlertTriangle size={13} aria-hidden />
      <span>{children}</span>
    </span>
  );
}

/** A text as it arrives, breaks of lines included; a long one scrolls. */
function WrittenText({ children }: { children: string }) {
  return (
    <span className={`${styles.value} ${styles.written}`}>
      <IconArrowNarrowRight size={14} aria-hidden />
      <span tabIndex={children.length > LONG_TEXT ? 0 : undefined}>
        {children === "" ? <i>{messages.textField.emptyText}</i> : children}
      </span>
    </span>
  );
}

function Value({ json, label }: { json: string; label: string }) {
  const [open, setOpen] = useState(false);
  const value = useMemo(() => JSON.parse(json) as unknown, [json]);
  const id = useId();
  if (json.length > MAX_TRAVELLING)
    return <Warning>{text.tooLarge(Math.round(json.length / 1024).toLocaleString())}</Warning>;
  const long = json.length > LINE || json.startsWith("{") || json.startsWith("[");
  return (
    <>
      <span className={styles.value}>
        <IconArrowNarrowRight size={14} aria-hidden />
        <code>{json.length > LINE ? `${json.slice(0, LINE)}…` : json}</code>
        {long ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-controls={id}
            aria-label={open ? text.less : text.whole}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronUp size={13} /> : <IconChevronDown size={13} />}
          </button>
        ) : null}
      </span>
      {open ? (
        <div id={id} className={styles.whole}>
          <DataView value={value} label={text.label(label)} />
        </div>
      ) : null}
    </>
  );
}
