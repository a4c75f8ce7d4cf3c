import { Group, Select, Stack, Text } from "@mantine/core";
import { handleLabel, type Way, waysOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { ExpressionInput } from "../form/ExpressionInput";
import { withEntry } from "../form/records";
import { resolveField } from "../form/schema";
import { ValueInput } from "../form/ValueInput";
import { Fields } from "./Fields";
import type { LogicFormProps } from "./LogicForm";
import { asKind, type CaseKind, freeWayId, kindOf } from "./ways";
import { WayList } from "./WayList";

const text = messages.switch;
const VALUE = {
  name: "value",
  schema: {
    ...{ widget: "expression", title: text.value, description: text.valueHint },
    examples: ["{% $trigger.body.plan %}"],
  },
};
const ANY = resolveField({}, {});
const NUMBER = resolveField({ type: "number", minimum: -Infinity }, {});
const LIST = resolveField({ type: "array", items: {} }, {});
const KINDS = Object.entries(text.kinds).map(([value, label]) => ({ value, label }));

/** What is compared, and the cases in order. */
export function SwitchForm({ config, onChange }: LogicFormProps) {
  const node = { type: "switch", config };
  const cases = waysOf(node);
  const change = (next: readonly Way[]) => onChange({ ...config, cases: next });
  return (
    <Stack gap="sm">
      <Fields config={config} onChange={onChange} fields={[VALUE]} />
      <WayList
        path="config.cases"
        ways={cases}
        least={1}
        addLabel={text.add}
        nameOf={(index) => messages.ways.case(index + 1)}
        onAdd={() => change([...cases, { id: freeWayId("case", cases), equals: "" }])}
        onChange={change}
      >
        {(way, index, replace) => (
          <CaseEditor path={`config.cases.${index}`} index={index} way={way} onChange={replace} />
        )}
      </WayList>
      <Text size="xs" c="dimmed">
        {text.otherwise(handleLabel(node, "default") ?? "")}
      </Text>
    </Stack>
  );
}

interface CaseProps {
  path: string;
  index: number;
  way: Way;
  onChange: (way: Way) => void;
}

function CaseEditor({ path, index, way, onChange }: CaseProps) {
  const kind = kindOf(way);
  const name = messages.ways.case(index + 1);
  const set = (field: string, value: unknown) => onChange(withEntry(way, field, value) as Way);
  const input = (field: string, label: string, shape: typeof ANY) => (
    <ValueInput
      label={`${name}: ${label}`}
      path={`${path}.${field}`}
      field={shape}
      root={{}}
      value={way[field]}
      onChange={(value) => set(field, value)}
    />
  );
  return (
    <Stack gap={4}>
      <Select
        size="xs"
        allowDeselect={false}
        aria-label={text.kindOf(name)}
        data={KINDS}
        value={kind}
        onChange={(next) => next && onChange(asKind(way, next as CaseKind))}
      />
      {kind === "equals" ? input("equals", text.kinds.equals, ANY) : null}
      {kind === "in" ? input("in", text.kinds.in, LIST) : null}
      {kind === "range" ? (
        <Group gap={6} grow preventGrowOverflow={false} wrap="nowrap" align="flex-start">
          {input("from", text.from, NUMBER)}
          {input("to", text.to, NUMBER)}
        </Group>
      ) : null}
      {kind === "expression" ? (
        <div data-field={`${path}.expression`}>
          <ExpressionInput
            path={`${path}.expression`}
            label={`${name}: ${text.kinds.expression}`}
            value={way.expression}
            placeholder="$trigger.body.total > 100"
            onChange={(expression) => set("expression", expression)}
          />
        </div>
      ) : null}
    </Stack>
  );
}
