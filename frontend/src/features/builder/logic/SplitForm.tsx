import { Group, NumberInput, Progress, Stack, Text } from "@mantine/core";
import { shareOf, type Way, waysOf } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import { Fields } from "./Fields";
import type { LogicFormProps } from "./LogicForm";
import { freeWayId } from "./ways";
import { WayList } from "./WayList";

const text = messages.split;
const KEY = {
  name: "key",
  schema: {
    ...{ type: "string", widget: "expression", title: text.key, description: text.keyHint },
    examples: ["{% $trigger.body.customer_id %}"],
  },
};

/** Variants by weight; what each weight comes to is shown beside it. */
export function SplitForm({ config, onChange }: LogicFormProps) {
  const variants = waysOf({ type: "split", config });
  const change = (next: readonly Way[]) => onChange({ ...config, variants: next });
  return (
    <Stack gap="sm">
      <WayList
        path="config.variants"
        ways={variants}
        least={1}
        addLabel={text.add}
        nameOf={(index) => messages.ways.variant(index + 1)}
        onAdd={() => change([...variants, { id: freeWayId("variant", variants), weight: 1 }])}
        onChange={change}
      >
        {(way, index, replace) => (
          <Variant way={way} index={index} share={shareOf(way, variants)} onChange={replace} />
        )}
      </WayList>
      <Fields config={config} onChange={onChange} fields={[KEY]} />
    </Stack>
  );
}

interface VariantProps {
  way: Way;
  index: number;
  share: number;
  onChange: (way: Way) => void;
}

function Variant({ way, index, share, onChange }: VariantProps) {
  const name = messages.ways.variant(index + 1);
  const percent = text.percent(share);
  return (
    <Group gap={8} wrap="nowrap" data-field={`config.variants.${index}.weight`}>
      <NumberInput
        size="xs"
        w={84}
        hideControls
        allowNegative={false}
        aria-label={text.weight(name)}
        value={typeof way.weight === "number" ? way.weight : ""}
        onChange={(next) => onChange({ ...way, weight: next === "" ? undefined : Number(next) })}
      />
      <Progress value={share * 100} flex={1} aria-label={text.share(name, percent)} />
      <Text size="xs" c="dimmed" w={44} ta="right" className="numeric">
        {percent}
      </Text>
    </Group>
  );
}
