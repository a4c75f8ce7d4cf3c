import { Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";
import styles from "./Files.module.css";
import type { Outcome } from "./import-each";

const text = messages.workflowFiles;
const REASONS_SHOWN = 5;

/** A file, and the workflow that it has become or everything that speaks against it. */
export function ImportedFile({ name, outcome }: { name: string; outcome: Outcome }) {
  const { state } = outcome;
  return (
    <li className={styles.result} data-state={state}>
      <StateIcon state={state} />
      <div className={styles.told}>
        <div className={styles.head}>
          <span className={styles.file}>{name}</span>
          <Text size="xs" c="dimmed" component="span">
            {text.states[state]}
          </Text>
        </div>
        {outcome.state === "imported" ? (
          <Link to="/workflows/$workflowId" params={{ workflowId: outcome.workflow.id }} className="row-link">
            {outcome.workflow.name}
          </Link>
        ) : null}
        {outcome.state === "refused" ? <Reasons reasons={outcome.reasons} /> : null}
      </div>
    </li>
  );
}

function StateIcon({ state }: { state: Outcome["state"] }) {
  if (state === "importing") return <Loader size={16} role="presentation" />;
  const Icon = state === "imported" ? IconCircleCheck : state === "refused" ? IconCircleX : IconCircleDashed;
  return <Icon size={17} className={styles.icon} aria-hidden />;
}

function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <>
      {reasons.slice(0, REASONS_SHOWN).map((reason) => (
        <div key={reason} className={styles.reason}>
          {reason}
        </div>
      ))}
      {reasons.length > REASONS_SHOWN ? (
        <Text size="xs" c="dimmed">
          {text.moreReasons(reasons.length - REASONS_SHOWN)}
        </Text>
      ) : null}
    </>
  );
}
