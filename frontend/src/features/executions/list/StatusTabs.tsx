import { Tooltip, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ExecutionStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { executionCountsQuery } from "../api/executions-query";
import type { ExecutionFilters } from "./filters";
import styles from "./List.module.css";

const STATUSES = Object.keys(messages.executionStatus) as ExecutionStatus[];

interface Props {
  filters: ExecutionFilters;
  onChange: (status: ExecutionStatus | undefined) => void;
}

/** One status or all of them, with how many executions there are of each. */
export function StatusTabs({ filters, onChange }: Props) {
  const found = useQuery(executionCountsQuery(filters)).data;
  const numberOf = (status: ExecutionStatus) =>
    found ? messages.executions.count(found.counts[status], found.more.includes(status)) : "";
  return (
    <div className={styles.tabs} role="group" aria-label={messages.executions.status}>
      <Tab pressed={filters.status === undefined} onClick={() => onChange(undefined)}>
        {messages.common.all}
      </Tab>
      {STATUSES.map((status) => (
        <Tab
          key={status}
          hint={messages.executionStatusHints[status]}
          pressed={filters.status === status}
          onClick={() => onChange(status)}
        >
          <span className={styles.dot} data-status={status} aria-hidden />
          {messages.executionStatus[status]} <span className={styles.number}>{numberOf(status)}</span>
        </Tab>
      ))}
    </div>
  );
}

interface TabProps {
  pressed: boolean;
  /** What is found by it. */
  hint?: string;
  onClick: () => void;
  children: ReactNode;
}

function Tab({ pressed, hint, onClick, children }: TabProps) {
  return (
    <Tooltip label={hint} disabled={hint === undefined}>
      <UnstyledButton className={styles.tab} aria-pressed={pressed} aria-description={hint} onClick={onClick}>
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
