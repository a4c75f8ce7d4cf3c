import { Group } from "@mantine/core";
import { ControlFor } from "./controls/ControlFor";
import { ExpressionInput } from "./ExpressionInput";
import { ExpressionSwitch } from "./ExpressionSwitch";
import { FieldProblems } from "./FieldProblems";
import { withReference } from "../expression/reference";
import { toldForTemplate } from "../expression/template-problems";
import { useAim, useFieldProblems, useForm } from "./form-context";
import { TemplateInput } from "./TemplateInput";
import { useExpressionSwitch } from "./use-expression-switch";
import { useFocusAfterSwitch } from "./use-focus-after-switch";
import { useReferenceDrop } from "./use-reference-drop";
import { exampleOf, withData, writingOf } from "./writing";
import { type Field, placeholderOf, type Schema } from "./schema";

interface Props {
  id?: string;
  label: string;
  path: string;
  field: Field;
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A value inside a list, a map or a rule: one line, fixed or an expression. */
export function ValueInput({ id, label, path, field, root, value, onChange }: Props) {
  const { literal } = useForm();
  const { control } = field;
  const writing = literal ? null : writingOf(field, true);
  const { on, toggle, change } = useExpressionSwitch(value, { writing, onChange });
  const found = useFieldProblems(path, true);
  const problems = writing && !on ? toldForTemplate(found, value) : found;
  const invalid = problems.some(({ severity }) => severity === "error");
  const describedBy = `${path}-help`;
  const { field: place, ask } = useFocusAfterSwitch(on);
  const insert = (reference: string) =>
    writing
      ? change(withData(writing, value, reference))
      : onChange(withReference(value, reference, typeof value === "string" && control.kind !== "choice"));
  const drop = useReferenceDrop(on || literal ? null : insert);
  const takeInHand = useAim(path, label, insert);
  const aria = { label, describedBy, invalid, path };
  return (
    <div
      ref={place}
      data-field={path}
      {...drop}
      onFocus={on || literal || writing ? undefined : () => takeInHand()}
    >
      <Group gap={2} wrap="nowrap" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          {on ? (
            <ExpressionInput {...(id ? { id } : {})} {...aria} value={value} onChange={change} />
          ) : writing ? (
            <TemplateInput
              {...(id ? { id } : {})}
              {...aria}
              writing={writing}
              multiline={false}
              placeholder={exampleOf(writing, field.schema) ?? placeholderOf(field.schema)}
              value={value}
              onChange={change}
            />
          ) : (
            <ControlFor {...aria} id={id ?? path} field={field} root={root} value={value} onChange={change} />
          )}
        </div>
        {literal && !on ? null : (
          <ExpressionSwitch
            {...{ label, on }}
            template={writing !== null}
            toggle={() => {
              ask();
              toggle();
            }}
          />
        )}
      </Group>
      <div id={describedBy}>
        <FieldProblems problems={problems} />
      </div>
    </div>
  );
}
