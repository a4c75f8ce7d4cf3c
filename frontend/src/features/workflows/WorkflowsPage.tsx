import { Button, Center, Group, Loader, Paper, Select, TextInput, Title } from "@mantine/core";
import { IconPlus, IconSearch, IconTemplate } from "@tabler/icons-react";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { LoadError } from "@/components/LoadError";
import { LoadMore } from "@/components/LoadMore";
import { Notice } from "@/components/Notice";
import type { WorkflowDocument, WorkflowStatus, WorkflowSummary } from "@/lib/api/types";
import { newDocument } from "@/lib/graph/document";
import { startGuide } from "@/lib/guide";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useCreateWorkflow } from "./api/use-create-workflow";
import { workflowsQuery } from "./api/workflows-query";
import { ArchiveDialog } from "./components/ArchiveDialog";
import { FirstWorkflow } from "./components/FirstWorkflow";
import { ImportButton } from "./components/ImportButton";
import { WorkflowTable } from "./components/WorkflowTable";

const text = messages.workflows;
const STATUSES = Object.entries(messages.workflowStatus).map(([value, label]) => ({ value, label }));

export function WorkflowsPage() {
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<WorkflowStatus | null>(null);
  const [archiving, setArchiving] = useState<WorkflowSummary | null>(null);
  const [q] = useDebouncedValue(search.trim(), 200);
  const list = useInfiniteQuery(workflowsQuery({ q: q || undefined, status: status ?? undefined }));
  const create = useCreateWorkflow();

  const createAndOpen = (workflow: WorkflowDocument, guided = false) =>
    create.mutate(workflow, {
      onSuccess: ({ id }) => {
        if (guided) startGuide(id);
        void navigate({ to: "/workflows/$workflowId", params: { workflowId: id } });
      },
      onError: notifyError,
    });

  const workflows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = Boolean(q) || status !== null;
  const content = () => {
    if (list.isPending) {
      return (
        <Center py={64}>
          <Loader size="sm" aria-label={messages.common.loading} />
        </Center>
      );
    }
    if (list.isError && workflows.length === 0)
      return <LoadError error={list.error} onRetry={() => void list.refetch()} />;
    if (workflows.length > 0) return <WorkflowTable workflows={workflows} onArchive={setArchiving} />;
    if (filtered) return <Notice title={text.nothingFound} text={text.nothingFoundHint} />;
    return (
      <FirstWorkflow
        busy={create.isPending}
        onStart={(guided) => createAndOpen(newDocument(text.untitled), guided)}
      />
    );
  };
  return (
    <main className="page">
      <Group justify="space-between" mb="md">
        <Title order={1}>{text.title}</Title>
        <Group gap="xs">
          <ImportButton onImport={createAndOpen} />
          <Button
            variant="default"
            leftSection={<IconTemplate size={15} />}
            renderRoot={(props) => <Link to="/templates" {...props} />}
          >
            {text.fromTemplate}
          </Button>
          <Button
            leftSection={<IconPlus size={15} />}
            loading={create.isPending}
            onClick={() => createAndOpen(newDocument(text.untitled))}
          >
            {text.create}
          </Button>
        </Group>
      </Group>
      <Group gap="xs" mb="sm">
        <TextInput
          size="xs"
          w={260}
          leftSection={<IconSearch size={14} />}
          placeholder={text.search}
          aria-label={text.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          size="xs"
          w={150}
          clearable
          data={STATUSES}
          placeholder={text.status}
          aria-label={text.status}
          value={status}
          onChange={(value) => setStatus(value as WorkflowStatus | null)}
        />
      </Group>
      <Paper withBorder className="list">
        {content()}
      </Paper>
      <LoadMore list={list} />
      <ArchiveDialog workflow={archiving} onClose={() => setArchiving(null)} />
    </main>
  );
}
