import { expressionBody, isExpression } from "@/lib/graph/expression";
import { templateOfValue, valueOfTemplate } from "@/lib/graph/template";
import { withReference } from "../expression/reference";
import { toldForTemplate } from "../expression/template-problems";
import { ControlFor } from "./controls/ControlFor";
import { ExpressionInput } from "./ExpressionInput";
import { FieldFrame } from "./FieldFrame";
import { useForm } from "./form-context";
import { placeholderOf, resolveField, type Schema, titleOf } from "./schema";
import { TemplateInput, withData } from "./TemplateInput";
import { useExpressionSwitch } from "./use-expression-switch";

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
  const template = control.kind === "text" && control.template && !fixed && !form.literal;
  // A secret is not spelled out, and a stored one is not here at all.
  const { on, toggle, change } = useExpressionSwitch(value, {
    ...{ template, always, secret: control.kind === "secret", onChange },
  });
  // A field that is an expression and nothing else is empty when the expression is: then its default counts.
  const write = (next: string) => change(always && !required && isEmpty(next) ? undefined : next);
  const takes = !fixed && !form.literal && !COMPOSITE.has(control.kind);
  // One that is an expression all the same, as an import brings it, needs the way back.
  const switches = !fixed && (!form.literal || on);
  const put = (reference: string) =>
    template
      ? change(valueOfTemplate(withData(templateOfValue(value), reference)))
      : onChange(withReference(value, reference, TEXTS.has(control.kind)));
  return (
    <FieldFrame
      path={path}
      label={label}
      description={schema.description}
      required={required}
      showsParts={!on && COMPOSITE.has(control.kind)}
      expression={switches ? { on, toggle, template } : undefined}
      onReference={takes ? put : undefined}
      told={template && !on ? (problems) => toldForTemplate(problems, value) : undefined}
    >
      {(aria) =>
        on ? (
          <ExpressionInput
            {...aria}
            path={path}
            label={label}
            value={value}
            placeholder={exampleOf(schema)}
            onChange={write}
          />
        ) : template ? (
          <TemplateInput
            {...aria}
            path={path}
            label={label}
            multiline={control.multiline}
            value={value}
            placeholder={templateExampleOf(schema)}
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

function exampleOf({ examples }: Schema): string | undefined {
  const example = examples?.find(isExpression);
  return example === undefined ? undefined : expressionBody(example);
}

/** An example with data in it says best what can be written. */
function templateExampleOf(schema: Schema): string | undefined {
  const example = schema.examples?.find(isExpression);
  return example === undefined ? placeholderOf(schema) : templateOfValue(example);
}
