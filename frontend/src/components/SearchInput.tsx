import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

const TYPING_MS = 300;
const LONGEST = 120;

interface Props {
  /** What is searched for now, as the address says it. */
  value: string;
  label: string;
  placeholder: string;
  width: number;
  onChange: (value: string) => void;
}

/** What a list is searched by: told after a moment of typing, and following the address where that changes. */
export function SearchInput({ value, label, placeholder, width, onChange }: Props) {
  const [written, setWritten] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // Cleared, or another address; what was sent from here comes back while somebody may be typing on.
    if (value !== sent) {
      setSent(value);
      setWritten(value);
    }
  }
  const tell = useDebouncedCallback((next: string) => {
    setSent(next.trim());
    onChange(next.trim());
  }, TYPING_MS);
  return (
    <TextInput
      size="xs"
      w={width}
      type="search"
      leftSection={<IconSearch size={14} />}
      placeholder={placeholder}
      aria-label={label}
      maxLength={LONGEST}
      value={written}
      onChange={({ currentTarget }) => {
        setWritten(currentTarget.value);
        tell(currentTarget.value);
      }}
    />
  );
}
