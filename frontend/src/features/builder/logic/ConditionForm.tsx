import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { messages } from "@/lib/messages";
import { ExpressionInput } from "../form/ExpressionInput";
import { FieldFrame } from "../form/FieldFrame";
import { resolveField } from "../form/schema";
import { ValueInput } from "../form/ValueInput";
import styles from "./Logic.module.css";
import {
  isGroup,
  newGroup,
  newRule,
  type Operator,
  type Rule,
  type RuleGroup,
  takesList,
  takesRight,
  withOperator,
} from "./rules";
import type { LogicFormProps } from "./LogicForm";
import { useModes } from "./use-modes";

const text = messages.condition;
const ANY = resolveField({}, {});
const LIST = resolveField({ type: "array", items: {} }, {});
const OPERATORS = Object.entries(text.operators).map(([value, label]) => ({ value, label }));
const MATCHES = [
  { value: "all", label: text.all },
  { value: "any", label: text.any },
];

type Mode = "rules" | "expression";
const START: Readonly<Record<Mode, () => Record<string, unknown>>> = {
  rules: () => ({ ...newGroup() }),
  expression: () => ({ expression: "{%  %}" }),
};

/** Rules for most decisions, an expression for the rest. */
export function ConditionForm({ config, onChange }: LogicFormProps) {
  const mode = typeof config.expression === "string" ? "expression" : "rules";
  const group = isGroup(config) ? config : newGroup();
  const change = useModes<Mode>(mode, config, (next) => START[next](), onChange);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={text.mode}
        value={mode}
        data={[
          { value: "rules", label: text.rules },
          { value: "expression", label: text.expression },
        ]}
        onChange={(next) => change(next as Mode)}
      />
      {mode === "expression" ? (
        <FieldFrame path="config.expression" label={text.expression} required>
          {(aria) => (
            <ExpressionInput
              {...aria}
              path="config.expression"
              label={text.expression}
              value={config.expression}
              placeholder="$trigger.body.total > 100"
              onChange={(expression) => onChange({ expression })}
            />
          )}
        </FieldFrame>
      ) : (
        <GroupEditor path="config" group={group} onChange={(next) => onChange({ ...next })} />
      )}
    </Stack>
  );
}

interface GroupProps {
  path: string;
  group: RuleGroup;
  onChange: (group: RuleGroup) => void;
}

function GroupEditor({ path, group, onChange }: GroupProps) {
  const { rules } = group;
  const replace = (index: number, next: Rule | RuleGroup) =>
    onChange({ ...group, rules: rules.map((rule, at) => (at === index ? next : rule)) });
  const remove = (index: number) => onChange({ ...group, rules: rules.filter((_, at) => at !== index) });
  return (
    <Stack gap={8} data-field={`${path}.rules`}>
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          {text.match}
        </Text>
        <Select
          size="xs"
          w={128}
          allowDeselect={false}
          aria-label={text.match}
          data={MATCHES}
          value={group.match}
          onChange={(match) => onChange({ ...group, match: match === "any" ? "any" : "all" })}
        />
      </Group>
      {rules.map((rule, index) => {
        const at = `${path}.rules.${index}`;
        const removeLabel = isGroup(rule) ? text.removeGroup : text.removeRule;
        return (
          <div key={index} className={styles.rule}>
            <div className={styles.ruleBody}>
              {isGroup(rule) ? (
                <GroupEditor path={at} group={rule} onChange={(next) => replace(index, next)} />
              ) : (
                <RuleEditor path={at} rule={rule} onChange={(next) => replace(index, next)} />
              )}
            </div>
            {rules.length > 1 ? (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={removeLabel}
                title={removeLabel}
                onClick={() => remove(index)}
              >
                <IconX size={14} />
              </ActionIcon>
            ) : null}
          </div>
        );
      })}
      <Group gap={4}>
        <AddButton
          label={text.addRule}
          onClick={() => onChange({ ...group, rules: [...rules, newRule()] })}
        />
        <AddButton
          label={text.addGroup}
          onClick={() => onChange({ ...group, rules: [...rules, newGroup()] })}
        />
      </Group>
    </Stack>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} />} onClick={onClick}>
      {label}
    </Button>
  );
}

function RuleEditor({ path, rule, onChange }: { path: string; rule: Rule; onChange: (rule: Rule) => void }) {
  return (
    <Stack gap={4}>
      <ValueInput
        label={text.left}
        path={`${path}.left`}
        field={ANY}
        root={{}}
        value={rule.left}
        onChange={(left) => onChange({ ...rule, left: left ?? "" })}
      />
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        aria-label={text.operator}
        data={OPERATORS}
        value={rule.operator}
        onChange={(operator) => operator && onChange(withOperator(rule, operator as Operator))}
      />
      {takesRight(rule.operator) ? (
        <ValueInput
          label={text.right}
          path={`${path}.right`}
          field={takesList(rule.operator) ? LIST : ANY}
          root={{}}
          value={rule.right}
          onChange={(right) => onChange({ ...rule, right: right ?? (takesList(rule.operator) ? [] : "") })}
        />
      ) : null}
    </Stack>
  );
}
