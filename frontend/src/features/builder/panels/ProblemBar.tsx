import { Loader, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useState } from "react";
import { MessageText } from "@/components/MessageText";
import type { Problem } from "@/lib/api/types";
import { definitionOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useReveal } from "../hooks/use-reveal";
import { useBuilder, useBuilderContext } from "../state/context";
import { type Owner, placeOf, worded } from "./place-of";
import styles from "./ProblemBar.module.css";

const text = messages.problems;
const NONE: readonly Problem[] = [];

/** How many problems the draft has; opens to the list. */
export function ProblemBar() {
  const empty = useBuilder(({ document }) => document.graph.nodes.length === 0);
  const found = useBuilder((state) => state.problems);
  // That an empty canvas starts nothing is no mistake of whoever has just opened it.
  const problems = empty ? NONE : found;
  const validation = useBuilder((state) => state.validation);
  const [open, setOpen] = useState(false);
  const untouched = useBuilder((state) => state.untouched);
  const told = problems.filter(({ node_id }) => !node_id || !untouched.has(node_id));
  const unfilled = new Set(
    problems.filter((problem) => !told.includes(problem)).map(({ node_id }) => node_id),
  ).size;
  const errors = told.filter(({ severity }) => severity === "error").length;
  const warnings = told.length - errors;
  const expanded = open && problems.length > 0;
  return (
    <section className={styles.bar} aria-label={text.label} aria-live="polite">
      {expanded ? <ProblemList problems={problems} /> : null}
      <UnstyledButton
        className={styles.summary}
        aria-expanded={expanded}
        disabled={problems.length === 0}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.counts}>
          {validation === "unavailable" || validation === "unsaved" ? <span>{text[validation]}</span> : null}
          {errors > 0 ? (
            <span className={styles.error}>
              <IconCircleX size={15} /> {text.errors(errors)}
            </span>
          ) : null}
          {warnings > 0 ? (
            <span className={styles.warning}>
              <IconAlertTriangle size={15} /> {text.warnings(warnings)}
            </span>
          ) : null}
          {unfilled > 0 ? <span>{text.open(unfilled)}</span> : null}
          {empty ? <span>{text.empty}</span> : null}
          {!empty && problems.length === 0 && validation === "current" ? (
            <span className={styles.fine}>
              <IconCircleCheck size={15} /> {text.none}
            </span>
          ) : null}
          {!empty && problems.length === 0 && validation === "checking" ? (
            <span>
              <Loader size={12} /> {text.checking}
            </span>
          ) : null}
        </span>
        {problems.length > 0 ? (
          <IconChevronDown size={15} className={styles.chevron} data-open={expanded} />
        ) : null}
      </UnstyledButton>
    </section>
  );
}

interface ListProps {
  problems: readonly Problem[];
  /** Once its node and field are shown. */
  onPick?: (problem: Problem) => void;
}

/** Problems in full; each leads to its node and field. */
export function ProblemList({ problems, onPick }: ListProps) {
  const { store, definitions } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const reveal = useReveal();
  const show = (problem: Problem) => {
    const { node_id, edge_id, field } = problem;
    const node = nodes.find(({ id }) => id === node_id);
    if (node) {
      store.getState().showField(node.id, field ?? null);
      reveal(node.id);
    } else if (edge_id) store.getState().select([], [edge_id]);
    else store.getState().showField(null, field ?? null);
    onPick?.(problem);
  };
  return (
    <ul className={styles.list}>
      {problems.map((problem) => {
        const node = nodes.find(({ id }) => id === problem.node_id);
        const owner: Owner = node
          ? { type: node.type, definition: definitionOf(node, definitions) }
          : "workflow";
        const place = placeOf(problem.field, owner);
        return (
          <li
            key={`${problem.code} ${problem.node_id} ${problem.edge_id} ${problem.field} ${problem.message}`}
          >
            <UnstyledButton className={styles.item} onClick={() => show(problem)}>
              <span className={styles[problem.severity]}>
                {problem.severity === "error" ? <IconCircleX size={15} /> : <IconAlertTriangle size={15} />}
              </span>
              <span className={styles.where}>{node ? node.name || node.key : text.workflow}</span>
              <span className={styles.message}>
                <MessageText suggestion={problem.suggestion}>
                  {worded(problem, owner, nodes).message}
                </MessageText>
              </span>
              {place === null ? null : <span className={styles.path}>{place}</span>}
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
