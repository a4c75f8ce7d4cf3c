import { expressionBody, isExpression } from "@/lib/graph/expression";
import { withReference } from "../expression/reference";
import { toldForTemplate } from "../expression/template-problems";
import { ControlFor } from "./controls/ControlFor";
import { ExpressionInput } from "./ExpressionInput";
import { FieldFrame } from "./FieldFrame";
import { useForm } from "./form-context";
import { placeholderOf, resolveField, type Schema, titleOf } from "./schema";
import { TemplateInput } from "./TemplateInput";
import { useExpressionSwitch } from "./use-expression-switch";
import { exampleOf, withData, writingOf } from "./writing";

export interface FieldProps {
  /** Path in the node, as the server names it in problems: `config.headers.Accept`. */
  path: string;
  name: string;
  schema: Schema;
  root: Schema;
  required: boolean;
  value: unknown;
  /** `undefined` takes the field away, so that its default counts. */
  onChange: (value: unknown) => void;
}

const COMPOSITE = new Set(["object", "map", "list", "variant"]);
/** Kinds that a reference is put into, beside what is there. */
const TEXTS = new Set(["text", "topic"]);
/** Kinds that are read before any run begins, so that there is nothing an expression could read. */
const FIXED = new Set(["expression", "schedule", "timezone"]);

/** One field of a form generated from a JSON Schema; any of them can be an expression instead. */
export function SchemaField({ path, name, schema: raw, root, required, value, onChange }: FieldProps) {
  const field = resolveField(raw, root);
  const form = useForm();
  const { schema, control } = field;
  const label = titleOf(name, schema);
  const always = control.kind === "expression";
  const fixed = schema.literal ?? FIXED.has(control.kind);
  const writing = form.literal ? null : writingOf(field, false);
  // A secret is not spelled out, and a stored one is not here at all.
  const { on, toggle, change } = useExpressionSwitch(value, {
    ...{ writing, always, secret: control.kind === "secret", onChange },
  });
  // A field that is an expression and nothing else is empty when the expression is: then its default counts.
  const write = (next: string) => change(always && !required && isEmpty(next) ? undefined : next);
  const takes = !fixed && !form.literal && !COMPOSITE.has(control.kind);
  // One that is an expression all the same, as an import brings it, needs the way back.
  const switches = !fixed && (!form.literal || on);
  const put = (reference: string) =>
    writing
      ? change(withData(writing, value, reference))
      : onChange(withReference(value, reference, TEXTS.has(control.kind)));
  return (
    <FieldFrame
      path={path}
      label={label}
      description={schema.description}
      required={required}
      showsParts={!on && COMPOSITE.has(control.kind)}
      expression={switches ? { on, toggle, template: writing !== null } : undefined}
      onReference={takes ? put : undefined}
      told={writing && !on ? (problems) => toldForTemplate(problems, value) : undefined}
    >
      {(aria) =>
        on ? (
          <ExpressionInput
            {...aria}
            path={path}
            label={label}
            value={value}
            placeholder={bodyExampleOf(schema)}
            onChange={write}
          />
        ) : writing ? (
          <TemplateInput
            {...aria}
            path={path}
            label={label}
            writing={writing}
            multiline={control.kind === "text" && control.multiline}
            value={value}
            placeholder={exampleOf(writing, schema) ?? placeholderOf(schema)}
            onChange={change}
          />
        ) : (
          <ControlFor
            {...aria}
            label={label}
            path={path}
            field={field}
            root={root}
            value={value}
            onChange={change}
          />
        )
      }
    </FieldFrame>
  );
}

function isEmpty(expression: string): boolean {
  return expressionBody(expression) === "";
}

function bodyExampleOf({ examples }: Schema): string | undefined {
  const example = examples?.find(isExpression);
  return example === undefined ? undefined : expressionBody(example);
}
