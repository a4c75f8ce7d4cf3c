import { Alert, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Problem } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { ProblemList } from "../panels/ProblemBar";

interface Props {
  /** What was not done. */
  title: string;
  /** In place of problems, where there are none. */
  message?: string;
  problems: readonly Problem[];
  /** A problem was followed to its node and field. */
  onPick?: ((problem: Problem) => void) | undefined;
  children?: ReactNode;
}

/** Why the draft was not published or run: each problem leads to its node and field. */
export function Refused({ title, message, problems, onPick, children }: Props) {
  return (
    <Stack gap="xs">
      <Alert color="red" p="xs" title={title}>
        <Text size="sm">{problems.length > 0 ? messages.problems.fixFirst : message}</Text>
      </Alert>
      {problems.length > 0 ? <ProblemList problems={problems} {...(onPick ? { onPick } : {})} /> : null}
      {children}
    </Stack>
  );
}
