import { Group, Table, Text, Title } from "@mantine/core";
import type { PathCost, Preflight } from "@/lib/api/types";
import { handleLabel } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { useBuilder } from "../state/context";

const text = messages.preflight;

/** What runs cost, in all and by the way they take. */
export function CostSection({ preflight: { cost, prices } }: { preflight: Preflight }) {
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const money = moneyIn(prices.currency);
  const [least, most] = [money(cost.cheapest), money(cost.costliest)];
  const nameOf = (key: string) => {
    const node = nodes.find((each) => each.key === key);
    return node?.name || key;
  };
  const pathName = ({ choices }: PathCost) => {
    if (choices.length === 0) return cost.paths.length > 1 ? text.nothingFails : text.onlyPath;
    return choices
      .map(({ node: key, handle, failed }) => {
        const node = nodes.find((each) => each.key === key);
        const way = failed ? text.failed : ((node && handleLabel(node, handle)) ?? handle);
        return `${nameOf(key)}: ${way}`;
      })
      .join(", ");
  };
  return (
    <section>
      <Group justify="space-between" align="baseline" mb={4}>
        <Title order={3}>{text.cost(cost.runs)}</Title>
        <Text fw={600} className="numeric">
          {least === most ? least : text.between(least, most)}
        </Text>
      </Group>
      <Table fz="xs" verticalSpacing={4} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.path}</Table.Th>
            <Table.Th ta="right">{text.transitions}</Table.Th>
            <Table.Th ta="right">{text.calls}</Table.Th>
            <Table.Th ta="right">{text.price}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cost.paths.map((path) => (
            <Table.Tr key={pathName(path)}>
              <Table.Td>
                {pathName(path)}
                {path.node ? (
                  <Text size="xs" c="dimmed">
                    {text.largestPart(nameOf(path.node), money(path.node_cost))}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {path.transitions}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {path.calls}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {money(cost.durability === "express" ? (path.express ?? path.standard) : path.standard)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {cost.paths_left_out > 0 ? `${text.leftOut(cost.paths_left_out)} ` : ""}
        {text.worst(money(cost.worst))} {text.pricesOf(prices.region, prices.date)}
      </Text>
    </section>
  );
}

const TELLING = 0.1;

/** Two decimals as prices have; small amounts keep what tells them apart. */
function moneyIn(currency: string): (amount: number) => string {
  const usual = new Intl.NumberFormat(undefined, { style: "currency", currency });
  const small = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    maximumSignificantDigits: 3,
  });
  return (amount) => (amount > 0 && amount < TELLING ? small : usual).format(amount);
}
