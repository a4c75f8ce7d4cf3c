import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { MOST_MATCHES } from "./search";
import type { Finder } from "./use-finder";
import styles from "./Data.module.css";

const text = messages.data;

interface Props {
  finder: Finder;
  count: number;
  onClose: () => void;
}

/** Looks for names and values; Enter goes on to the next match, Shift and Enter back, Escape ends it. */
export function SearchBar({ finder, count, onClose }: Props) {
  const { written, query, write, step, currentOf } = finder;
  const told =
    query === ""
      ? ""
      : count === 0
        ? text.noMatch
        : text.match(currentOf(count) + 1, count, count >= MOST_MATCHES);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.search}>
      <TextInput
        size="xs"
        flex={1}
        autoFocus
        // A dialog around it listens on the window, and first; its Escape is another one.
        data-mantine-stop-propagation="true"
        aria-label={text.search}
        placeholder={text.searchHint}
        value={written}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.count} role="status">
        {told}
      </span>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        disabled={count === 0}
        aria-label={text.previous}
        onClick={() => step(-1)}
      >
        <IconChevronUp size={15} />
      </ActionIcon>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        disabled={count === 0}
        aria-label={text.next}
        onClick={() => step(1)}
      >
        <IconChevronDown size={15} />
      </ActionIcon>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={text.endSearch} onClick={onClose}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
