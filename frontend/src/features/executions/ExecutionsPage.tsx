import { Button, Center, Group, Loader, Paper, Select, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { LoadError } from "@/components/LoadError";
import { LoadMore } from "@/components/LoadMore";
import { Notice } from "@/components/Notice";
import type { ExecutionStatus } from "@/lib/api/types";
import { workflowNamesQuery } from "@/lib/api/queries";
import { messages } from "@/lib/messages";
import { executionsQuery } from "./api/executions-query";
import { ExecutionTable } from "./components/ExecutionTable";

const text = messages.executions;
const STATUSES = Object.entries(messages.executionStatus).map(([value, label]) => ({ value, label }));

export function ExecutionsPage() {
  const navigate = useNavigate({ from: "/executions" });
  const { workflow, status } = useSearch({ from: "/executions" });
  const list = useInfiniteQuery(executionsQuery({ workflow_id: workflow, status }));
  const workflows = useQuery(workflowNamesQuery);
  const executions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const filter = (change: { workflow?: string | undefined; status?: ExecutionStatus | undefined }) =>
    void navigate({ search: (search) => ({ ...search, ...change }), replace: true });

  const content = () => {
    if (list.isPending) {
      return (
        <Center py={64}>
          <Loader size="sm" aria-label={messages.common.loading} />
        </Center>
      );
    }
    if (list.isError && executions.length === 0) {
      return <LoadError error={list.error} onRetry={() => void list.refetch()} />;
    }
    if (executions.length > 0) return <ExecutionTable executions={executions} />;
    if (!workflow && !status) return <Notice title={text.none} text={text.noneHint} />;
    return (
      <Notice title={text.noneFiltered}>
        <Button variant="default" onClick={() => filter({ workflow: undefined, status: undefined })}>
          {text.clear}
        </Button>
      </Notice>
    );
  };

  return (
    <main className="page">
      <Group justify="space-between" mb="md">
        <Title order={1}>{text.title}</Title>
        <Text size="xs" c="dimmed">
          {text.live}
        </Text>
      </Group>
      <Group gap="xs" mb="sm">
        <Select
          size="xs"
          w={260}
          clearable
          searchable
          placeholder={text.allWorkflows}
          aria-label={text.workflow}
          data={(workflows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={workflow ?? null}
          onChange={(next) => filter({ workflow: next ?? undefined })}
        />
        <Select
          size="xs"
          w={150}
          clearable
          placeholder={text.anyStatus}
          aria-label={text.status}
          data={STATUSES}
          value={status ?? null}
          onChange={(next) => filter({ status: (next as ExecutionStatus | null) ?? undefined })}
        />
      </Group>
      <Paper withBorder className="list">
        {content()}
      </Paper>
      <LoadMore list={list} />
    </main>
  );
}
