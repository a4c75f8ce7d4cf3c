import { Autocomplete, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { messages } from "@/lib/messages";
import { topicsQuery } from "../../api/topics-query";
import { placeholderOf } from "../schema";
import type { ControlProps } from "./ControlFor";

const SHOWN = 50;

/** A Kafka topic: those that workflows name already are suggested, any other can be typed. */
export function TopicControl({ id, label, describedBy, invalid, field, value, onChange }: ControlProps) {
  const topics = useQuery(topicsQuery).data ?? [];
  const uses = new Map(topics.map(({ name, workflows }) => [name, workflows]));
  return (
    <Autocomplete
      id={id}
      size="xs"
      aria-label={label}
      aria-describedby={describedBy}
      error={invalid}
      spellCheck={false}
      placeholder={placeholderOf(field.schema)}
      data={[...uses.keys()]}
      limit={SHOWN}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" w="100%">
          <Text size="xs">{option.value}</Text>
          <Text size="xs" c="dimmed">
            {messages.form.topicUses(uses.get(option.value) ?? 0)}
          </Text>
        </Group>
      )}
      value={typeof value === "string" ? value : ""}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}
