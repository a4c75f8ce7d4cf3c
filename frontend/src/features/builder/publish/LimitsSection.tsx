import { Progress, Table, Text, Title } from "@mantine/core";
import type { Preflight } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { formatDuration } from "@/lib/time";
import { useBuilder } from "../state/context";

const text = messages.preflight;
const number = new Intl.NumberFormat();
const HALF = 0.5;
const KIBIBYTE = 1024;

interface Row {
  name: string;
  value: number | null;
  limit: number | null;
  node: string | null;
  show: (value: number) => string;
}

/** How much of each of Step Functions' limits a run may use, and the step because of which. */
export function LimitsSection({ preflight }: { preflight: Preflight }) {
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const { definition, transitions, events, duration, payload, loops } = preflight;
  const count = (value: number) => number.format(value);
  const bytes = (value: number) => text.kibibytes(number.format(Math.ceil(value / KIBIBYTE)));
  const rows: Row[] = [
    { ...row(text.definition, definition.bytes, definition.bytes_limit, null), show: bytes },
    { ...row(text.events, events.worst, events.limit ?? null, events.node), show: count },
    {
      ...row(text.transitionsWorst, transitions.worst, transitions.limit ?? null, transitions.node),
      show: count,
    },
    {
      ...row(text.duration, duration.worst ?? duration.longest, duration.limit, duration.node),
      show: (seconds) => formatDuration(seconds * 1000),
    },
    {
      ...row(text.payload, payload.bounded ?? payload.literal, payload.limit, payload.bounded_node),
      show: bytes,
    },
  ];
  const nameOf = (key: string) => nodes.find((node) => node.key === key)?.name || key;
  return (
    <section>
      <Title order={3} mb={4}>
        {text.limits}
      </Title>
      <Table fz="xs" verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {rows.map(({ name, value, limit, node, show }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td className="numeric">
                {value === null
                  ? text.unknown
                  : limit === null
                    ? show(value)
                    : text.of(show(value), show(limit))}
                {node ? ` · ${nameOf(node)}` : ""}
              </Table.Td>
              <Table.Td w={80}>
                {value === null || limit === null ? null : (
                  <Progress
                    size="sm"
                    aria-label={name}
                    value={Math.min(100, (value / limit) * 100)}
                    color={value > limit ? "red" : value > limit * HALF ? "orange" : "teal"}
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {loops.map(({ node, mode, items, reason }) => (
        <Text key={node} size="xs" c="dimmed">
          {text.loop(nameOf(node), items, text.modes[mode], reason)}
        </Text>
      ))}
    </section>
  );
}

function row(name: string, value: number | null, limit: number | null, node: string | null) {
  return { name, value, limit, node };
}
