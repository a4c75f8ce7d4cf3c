import { Badge, Tooltip } from "@mantine/core";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const text = messages.execution;

interface Props {
  execution: Pick<Execution, "waiting" | "diverged" | "divergences" | "gaps" | "express">;
}

/** What is special about a run, and what there is to do about it. */
export function RunMarks({ execution: { waiting, diverged, divergences, gaps, express } }: Props) {
  return (
    <>
      {express ? <Mark color="gray" outlined label={text.express} hint={text.expressHint} /> : null}
      {waiting > 0 ? (
        <Mark color="yellow" label={messages.executions.waitingFor(waiting)} hint={text.waitingHint} />
      ) : null}
      {diverged || divergences.length > 0 ? (
        <Mark color="orange" label={messages.executions.diverged} hint={text.divergedHint} />
      ) : null}
      {gaps.length > 0 ? <Mark color="blue" label={text.gaps} hint={text.gapsHint} /> : null}
    </>
  );
}

interface MarkProps {
  color: string;
  label: string;
  hint: string;
  outlined?: boolean;
}

function Mark({ color, label, hint, outlined = false }: MarkProps) {
  return (
    <Tooltip label={hint} events={WHEN} multiline maw={340}>
      <Badge variant={outlined ? "outline" : "light"} color={color} tabIndex={0} aria-description={hint}>
        {label}
      </Badge>
    </Tooltip>
  );
}

const WHEN = { hover: true, focus: true, touch: true };
