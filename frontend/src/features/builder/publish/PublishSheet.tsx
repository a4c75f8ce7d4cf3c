import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { ApiError } from "@/lib/api/errors";
import type { GraphNode, Problem } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { preflightQuery } from "../api/preflight-query";
import { usePublish } from "../api/use-publish";
import { workflowQuery } from "../api/workflow-query";
import { ProblemList } from "../panels/ProblemBar";
import { useBuilder, useBuilderContext } from "../state/context";
import { VersionLabelFields } from "../versions/VersionLabelFields";
import { ChangesSection } from "./ChangesSection";
import { CostSection } from "./CostSection";
import { OverrideTests } from "./OverrideTests";
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
  const { workflowId } = useBuilderContext();
  const draft = useBuilder((state) => state.document);
  const preflight = useQuery(preflightQuery(workflowId, draft));
  const publish = usePublish();
  const live = useQuery({ ...workflowQuery(workflowId), enabled: false }).data?.live_version ?? null;
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
    const tests = refusal.errors.length > 0 && refusal.errors.every(({ code }) => code === "test_failed");
    return (
      <Refused message={refusal.message} problems={problemsOf(refusal, draft.graph.nodes)} onPick={onClose}>
        {tests ? <OverrideTests busy={publish.isPending} onPublish={submit} /> : null}
      </Refused>
    );
  }
  if (preflight.isPending) {
    return <Loading label={text.checking} />;
  }
  if (preflight.isError)
    return <LoadError error={preflight.error} onRetry={() => void preflight.refetch()} />;
  const { valid, problems, preflight: report } = preflight.data;
  if (!valid || !report) return <Refused problems={problems} onPick={onClose} />;
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

interface RefusedProps {
  message?: string;
  problems: readonly Problem[];
  onPick: () => void;
  children?: ReactNode;
}

function Refused({ message, problems, onPick, children }: RefusedProps) {
  return (
    <Stack gap="xs">
      <Alert color="red" p="xs" title={text.failedTitle}>
        <Text size="sm">{problems.length > 0 ? text.failedText : message}</Text>
      </Alert>
      <ProblemList problems={problems} onPick={onPick} />
      {children}
    </Stack>
  );
}

/** The problems of a refused publish: in full when the server sends them so, else from `errors`. */
function problemsOf(error: ApiError, nodes: readonly GraphNode[]): Problem[] {
  if (Array.isArray(error.body.problems)) return error.body.problems as Problem[];
  return error.errors.map(({ field, message, code, node_id }) => ({
    severity: "error",
    code: code ?? "",
    message: code === "test_failed" ? withNames(message, nodes) : message,
    node_id: node_id ?? null,
    edge_id: null,
    // A saved test is no field of a form: its name is in the message.
    field: code === "test_failed" ? null : (field ?? null),
    position: null,
    suggestion: null,
  }));
}

/** Steps by their names, where a message says their keys. */
function withNames(message: string, nodes: readonly GraphNode[]): string {
  const names = new Map(nodes.map(({ key, name }) => [key, name || key]));
  return message.replace(/`([^`]+)`/g, (quoted, key: string) => names.get(key) ?? quoted);
}
