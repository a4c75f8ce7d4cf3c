import { Table, type TableThProps, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { type Listing, type Sort, sortedBy, sortOf } from "../list/listing";
import styles from "./WorkflowTable.module.css";

interface Props extends Omit<TableThProps, "onClick"> {
  column: Sort;
  label: string;
  listing: Listing;
  onSort: (change: Pick<Listing, "sort" | "order">) => void;
}

/** The head of a column that the list can be sorted by. */
export function SortHeader({ column, label, listing, onSort, ...props }: Props) {
  const { sort, order } = sortOf(listing);
  const next = sortedBy(listing, column);
  const isSorted = sort === column;
  const Arrow = (isSorted ? order : next.order) === "asc" ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th {...props} {...(isSorted ? { "aria-sort": order === "asc" ? "ascending" : "descending" } : {})}>
      <UnstyledButton
        className={styles.sort}
        data-sorted={isSorted || undefined}
        title={messages.workflows.sortBy(label, next.order === "asc")}
        onClick={() => onSort(next)}
      >
        {label}
        <Arrow size={13} className={styles.arrow} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
