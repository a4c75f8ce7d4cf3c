import { Button, Center, Group, Loader, Paper, Text, Title } from "@mantine/core";
import { IconArrowUp, IconPlayerStop } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { LoadError } from "@/components/LoadError";
import { LoadMore } from "@/components/LoadMore";
import { Notice } from "@/components/Notice";
import { SelectionBar } from "@/components/SelectionBar";
import { useLiveList } from "@/lib/live-list/use-live-list";
import { messages } from "@/lib/messages";
import { notifyDone } from "@/lib/notify";
import { useSelection } from "@/lib/use-selection";
import { executionList } from "./api/executions-query";
import { ExecutionTable } from "./components/ExecutionTable";
import { CancelRunsDialog } from "./list/CancelRunsDialog";
import { FilterBar } from "./list/FilterBar";
import { isFiltered, parseFilters } from "./list/filters";
import { StatusTabs } from "./list/StatusTabs";
import { canCancel, useCancelRuns } from "./list/use-cancel-runs";
import { arrivals } from "./list/order";
import styles from "./list/List.module.css";

const text = messages.executions;

export function ExecutionsPage() {
  const navigate = useNavigate({ from: "/executions" });
  const filters = useSearch({ from: "/executions" });
  const {
    list,
    more,
    rows: executions,
    latest,
    top,
    atTop,
    toTop,
    seen,
  } = useLiveList(executionList(filters));
  const arrived = atTop ? 0 : arrivals(executions, latest?.items);
  const change = (changed: object) =>
    void navigate({ search: parseFilters({ ...filters, ...changed }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });

  const selection = useSelection();
  // One that has ended since needs no cancelling, and one that is not shown is not meant.
  const selected = executions.filter((execution) => selection.ids.has(execution.id) && canCancel(execution));
  const cancelling = useCancelRuns((count) => notifyDone(messages.cancelRuns.asked(count)));

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
    if (executions.length > 0)
      return (
        <ExecutionTable
          executions={executions}
          more={list.hasNextPage}
          onSeen={seen}
          selected={selection.ids}
          onSelect={selection.select}
        />
      );
    if (!isFiltered(filters)) return <Notice title={text.none} text={text.noneHint} />;
    return (
      <Notice title={text.noneFiltered}>
        <Button variant="default" onClick={clear}>
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
      <FilterBar filters={filters} onChange={change} onClear={clear} />
      <StatusTabs filters={filters} onChange={(status) => change({ status })} />
      <div ref={top} className={styles.top} />
      {arrived > 0 ? (
        <div className={styles.arrived}>
          <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={13} />} onClick={toTop}>
            {text.arrived(arrived)}
          </Button>
        </div>
      ) : null}
      <Paper withBorder className="list" aria-busy={list.isPlaceholderData}>
        {content()}
      </Paper>
      <LoadMore list={more} />
      <SelectionBar label={text.selection} count={selected.length} onClear={selection.clear}>
        <Button
          variant="light"
          color="red"
          leftSection={<IconPlayerStop size={14} />}
          onClick={() => cancelling.ask(selected)}
        >
          {text.cancelSelected}
        </Button>
      </SelectionBar>
      <CancelRunsDialog
        {...cancelling}
        confirm={() => {
          selection.clear();
          cancelling.confirm();
        }}
      />
    </main>
  );
}
