import { Button, Group, Select } from "@mantine/core";
import { SearchInput } from "@/components/SearchInput";
import type { WorkflowStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { isFiltered, type Listing } from "./listing";

const text = messages.workflows;
const STATUSES = Object.entries(messages.workflowStatus).map(([value, label]) => ({ value, label }));

interface Props {
  listing: Listing;
  onChange: (change: { q?: string | undefined; status?: WorkflowStatus | undefined }) => void;
}

/** Which workflows are listed. */
export function ListBar({ listing, onChange }: Props) {
  return (
    <Group gap="xs" mb="sm">
      <SearchInput
        width={260}
        label={text.search}
        placeholder={text.search}
        value={listing.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
      />
      <Select
        size="xs"
        w={150}
        clearable
        data={STATUSES}
        placeholder={text.status}
        aria-label={text.status}
        value={listing.status ?? null}
        onChange={(status) => onChange({ status: (status ?? undefined) as WorkflowStatus | undefined })}
      />
      {isFiltered(listing) ? (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => onChange({ q: undefined, status: undefined })}
        >
          {text.clearFilters}
        </Button>
      ) : null}
    </Group>
  );
}
