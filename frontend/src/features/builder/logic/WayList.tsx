import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Way } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { useFieldProblems } from "../form/form-context";
import { FieldProblems } from "../form/FieldProblems";
import styles from "./Logic.module.css";

const text = messages.ways;

interface Props {
  /** Path of the list: `config.cases`. */
  path: string;
  ways: readonly Way[];
  /** Fewer cannot be. */
  least: number;
  addLabel: string;
  nameOf: (index: number) => string;
  onAdd: () => void;
  onChange: (ways: readonly Way[]) => void;
  children: (way: Way, index: number, replace: (next: Way) => void) => ReactNode;
}

/** The ways out of a node, in order: each named, moved and removed here, and told by its own fields. */
export function WayList({ path, ways, least, addLabel, nameOf, onAdd, onChange, children }: Props) {
  const move = (index: number, to: number) => {
    const next = [...ways];
    next.splice(to, 0, ...next.splice(index, 1));
    onChange(next);
  };
  return (
    <Stack gap={8} data-field={path}>
      {ways.map((way, index) => {
        const name = nameOf(index);
        const replace = (next: Way) => onChange(ways.map((old, at) => (at === index ? next : old)));
        return (
          <fieldset key={way.id} className={styles.way} aria-label={name} data-field={`${path}.${index}`}>
            <Group gap={2} wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                aria-label={text.name(name)}
                placeholder={way.id}
                maxLength={100}
                value={way.name ?? ""}
                onChange={({ currentTarget: { value } }) => {
                  const { name: _, ...rest } = way;
                  replace(value === "" ? rest : { ...way, name: value });
                }}
              />
              <WayButton label={text.up(name)} disabled={index === 0} onClick={() => move(index, index - 1)}>
                <IconArrowUp size={14} />
              </WayButton>
              <WayButton
                label={text.down(name)}
                disabled={index === ways.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={14} />
              </WayButton>
              <WayButton
                label={text.remove(name)}
                disabled={ways.length <= least}
                onClick={() => onChange(ways.filter((_, at) => at !== index))}
              >
                <IconX size={14} />
              </WayButton>
            </Group>
            {children(way, index, replace)}
            <WayProblems path={`${path}.${index}`} />
          </fieldset>
        );
      })}
      <Button
        variant="subtle"
        size="compact-xs"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        onClick={onAdd}
      >
        {addLabel}
      </Button>
      <WayProblems path={path} />
    </Stack>
  );
}

function WayProblems({ path }: { path: string }) {
  const own = useFieldProblems(path, false);
  const ofId = useFieldProblems(`${path}.id`, false);
  return <FieldProblems problems={[...own, ...ofId]} />;
}

interface WayButtonProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

function WayButton({ label, disabled, onClick, children }: WayButtonProps) {
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}
