import { Alert, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { ApiError } from "@/lib/api/errors";
import type { SavedTestResult } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { TestMismatches } from "../testing/TestMismatches";
import { OverrideTests } from "./OverrideTests";

const text = messages.publish;

/** The saved tests because of which the server refused to publish; none of any other refusal. */
export function failedTestsOf({ body }: ApiError): readonly SavedTestResult[] {
  return Array.isArray(body.failed_tests) ? (body.failed_tests as SavedTestResult[]) : [];
}

interface Props {
  failed: readonly SavedTestResult[];
  busy: boolean;
  /** Every one of them expects now what it gave. */
  onAccepted: () => void;
  onPublish: (reason: string) => void;
}

/** Saved tests that stop the publishing: in what each failed, and the ways on. */
export function FailedTests({ failed, busy, onAccepted, onPublish }: Props) {
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());
  const left = failed.filter(({ name }) => !accepted.has(name));
  const accept = (name: string) => {
    if (left.every((each) => each.name === name)) onAccepted();
    else setAccepted(new Set([...accepted, name]));
  };
  return (
    <Stack gap="sm">
      <Alert color="red" p="xs" title={text.failedTitle}>
        <Text size="sm">{text.testsFail(left.length)}</Text>
      </Alert>
      {left.map((result) => (
        <section key={result.name}>
          <Title order={3}>{result.name}</Title>
          <TestMismatches result={result} onAccepted={() => accept(result.name)} />
        </section>
      ))}
      <OverrideTests busy={busy} onPublish={onPublish} />
    </Stack>
  );
}
