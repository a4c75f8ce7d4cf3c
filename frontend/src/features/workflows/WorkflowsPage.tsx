import { Button, Center, Group, Loader, Paper, Title } from "@mantine/core";
import { IconDownload, IconPlus, IconTemplate } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { LoadError } from "@/components/LoadError";
import { LoadMore } from "@/components/LoadMore";
import { Notice } from "@/components/Notice";
import { SelectionBar } from "@/components/SelectionBar";
import type { WorkflowSummary } from "@/lib/api/types";
import { startGuide } from "@/lib/guide";
import { useLiveList } from "@/lib/live-list/use-live-list";
import { messages } from "@/lib/messages";
import { useSelection } from "@/lib/use-selection";
import { workflowList } from "./api/workflow-list";
import { ArchiveDialog } from "./components/ArchiveDialog";
import { FirstWorkflow } from "./components/FirstWorkflow";
import { WorkflowTable } from "./components/WorkflowTable";
import { DropHint } from "./files/DropHint";
import { useHandedOverFiles } from "./files/handed-over";
import { ImportButton } from "./files/ImportButton";
import { ImportDialog } from "./files/ImportDialog";
import { useExport } from "./files/use-export";
import { useFileDrop } from "./files/use-file-drop";
import { useImport } from "./files/use-import";
import { ListBar } from "./list/ListBar";
import { isFiltered, parseListing } from "./list/listing";
import { useDuplicate } from "./list/use-duplicate";
import { NeverSaved } from "./components/NeverSaved";
import { useNewWorkflow } from "./use-new-workflow";
import { useOpenWorkflow } from "./use-open-workflow";

const text = messages.workflows;

export function WorkflowsPage() {
  const navigate = useNavigate({ from: "/workflows" });
  const listing = useSearch({ from: "/workflows" });
  const { list, more, rows: workflows, top, seen } = useLiveList(workflowList(listing));
  const [archiving, setArchiving] = useState<WorkflowSummary | null>(null);
  const selection = useSelection();
  const startNew = useNewWorkflow();
  const duplicate = useDuplicate();
  const exporting = useExport();

  const change = (changed: object) =>
    void navigate({ search: parseListing({ ...listing, ...changed }), replace: true });
  const open = useOpenWorkflow();
  const startFirst = (guided: boolean) => {
    const id = startNew();
    if (guided) startGuide(id);
  };

  const imports = useImport(([first, ...others]) => {
    // One file is for looking at what it is; of several the list shows what they have become.
    if (first?.outcome.state === "imported" && others.length === 0) open(first.outcome.workflow);
  });
  const importing = (files: readonly File[]) => void imports.start(files);
  const over = useFileDrop(importing);
  useHandedOverFiles(importing);

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
    if (workflows.length > 0) {
      return (
        <WorkflowTable
          workflows={workflows}
          more={list.hasNextPage}
          onSeen={seen}
          listing={listing}
          onSort={change}
          selected={selection.ids}
          onSelect={selection.select}
          onDuplicate={duplicate}
          onExport={({ id }) => exporting.mutate([id])}
          onArchive={setArchiving}
        />
      );
    }
    if (!isFiltered(listing)) return <FirstWorkflow onStart={startFirst} />;
    return (
      <Notice title={text.nothingFound} text={text.nothingFoundHint}>
        <Button variant="default" onClick={() => change({ q: undefined, status: undefined })}>
          {text.clearFilters}
        </Button>
      </Notice>
    );
  };
  return (
    <main className="page">
      <Group justify="space-between" mb="md">
        <Title order={1}>{text.title}</Title>
        <Group gap="xs">
          <ImportButton loading={imports.running} onFiles={importing} />
          <Button
            variant="default"
            leftSection={<IconTemplate size={15} />}
            renderRoot={(props) => <Link to="/templates" {...props} />}
          >
            {text.fromTemplate}
          </Button>
          <Button leftSection={<IconPlus size={15} />} onClick={startNew}>
            {text.create}
          </Button>
        </Group>
      </Group>
      <NeverSaved />
      <ListBar listing={listing} onChange={change} />
      <div ref={top} style={{ height: 1 }} />
      <Paper withBorder className="list" aria-busy={list.isPlaceholderData}>
        {content()}
      </Paper>
      <LoadMore list={more} />
      <SelectionBar label={text.selection} count={selection.ids.size} onClear={selection.clear}>
        <Button
          variant="light"
          leftSection={<IconDownload size={14} />}
          loading={exporting.isPending}
          onClick={() => exporting.mutate([...selection.ids])}
        >
          {text.exportSelected}
        </Button>
      </SelectionBar>
      <ArchiveDialog workflow={archiving} onClose={() => setArchiving(null)} />
      <ImportDialog
        {...{ items: imports.items, running: imports.running, beyond: imports.beyond }}
        canRetry={imports.canRetry}
        onStop={imports.stop}
        onAgain={() => void imports.again()}
        onClose={imports.clear}
      />
      {over ? <DropHint /> : null}
    </main>
  );
}
