import { Button, Group, Stack, Title } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { ApiError } from "@/lib/api/errors";
import type { Problem } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { preflightQuery } from "../api/preflight-query";
import { usePublish } from "../api/use-publish";
import { useLiveVersion } from "../api/use-live-version";
import { ProblemList } from "../panels/ProblemBar";
import { problemsOf } from "../refusal/problems";
import { Refused } from "../refusal/Refused";
import { useBuilder, useBuilderContext } from "../state/context";
import { VersionLabelFields } from "../versions/VersionLabelFields";
import { ChangesSection } from "./ChangesSection";
import { CostSection } from "./CostSection";
import { FailedTests, failedTestsOf } from "./FailedTests";
import { LimitsSection } from "./LimitsSection";

const text = messages.publish;

/** What is said of the version; kept by who shows the sheet, while people look elsewhere. */
export interface Said {
  label: string;
  note: string;
}

interface Props {
  said: Said;
  onSay: (said: Said) => void;
  onPublished: (version: number) => void;
  onClose: () => void;
  /** A dialog has opened over the sheet, or closed. */
  onDialog: (open: boolean) => void;
}

/** Before publishing: what is wrong, what a run takes and what it costs. */
export function PublishSheet({ said, onSay, onPublished, onClose, onDialog }: Props) {
  const { workflowId, autosave } = useBuilderContext();
  const draft = useBuilder((state) => state.document);
  const preflight = useQuery(preflightQuery(workflowId, draft, autosave.secretsAsOf));
  const publish = usePublish();
  const live = useLiveVersion();
  const [refusal, setRefusal] = useState<ApiError | null>(null);

  const submit = (override?: string) =>
    publish.mutate(
      {
        ...(override === undefined ? {} : { override }),
        ...(said.label.trim() ? { label: said.label } : {}),
        ...(said.note.trim() ? { note: said.note } : {}),
      },
      {
        onSuccess: ({ version }) => onPublished(version),
        onError: (error) => (error instanceof ApiError ? setRefusal(error) : notifyError(error)),
      },
    );

  if (refusal) {
    const failed = failedTestsOf(refusal);
    return failed.length > 0 ? (
      <FailedTests
        failed={failed}
        busy={publish.isPending}
        onAccepted={() => setRefusal(null)}
        onPublish={submit}
      />
    ) : (
      <Refused
        title={text.failedTitle}
        message={refusal.message}
        problems={problemsOf(refusal)}
        onPick={onClose}
      />
    );
  }
  if (preflight.isPending) {
    return <Loading label={text.checking} />;
  }
  if (preflight.isError)
    return <LoadError error={preflight.error} onRetry={() => void preflight.refetch()} />;
  const { valid, problems, preflight: report } = preflight.data;
  if (!valid || !report) return <Refused title={text.failedTitle} problems={problems} onPick={onClose} />;
  const doubts: Problem[] = [...report.problems, ...problems];
  return (
    <Stack gap="md">
      {doubts.length > 0 ? (
        <section>
          <Title order={3} mb={4}>
            {report.fits ? text.warnings : text.tooLarge}
          </Title>
          <ProblemList problems={doubts} onPick={onClose} />
        </section>
      ) : null}
      {live === null ? null : <ChangesSection live={live} onDialog={onDialog} />}
      <VersionLabelFields value={said} onChange={onSay} />
      <CostSection preflight={report} />
      <LimitsSection preflight={report} />
      <Group justify="flex-end" gap="xs" className="sheet-actions">
        <Button variant="default" onClick={onClose}>
          {messages.common.cancel}
        </Button>
        <Button
          leftSection={<IconRocket size={14} />}
          disabled={!report.fits}
          loading={publish.isPending}
          onClick={() => submit()}
        >
          {text.now}
        </Button>
      </Group>
    </Stack>
  );
}
