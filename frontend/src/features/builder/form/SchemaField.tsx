import {
  isExpression,
  bodyAsLiteral,
  expressionBody,
  literalAsBody,
  toExpression,
} from "@/lib/graph/expression";
import { withReference } from "../expression/reference";
import { ControlFor } from "./controls/ControlFor";
import { ExpressionInput } from "./ExpressionInput";
import { FieldFrame } from "./FieldFrame";
import { useForm } from "./form-context";
import { resolveField, type Schema, titleOf } from "./schema";

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
  const on = always || isExpression(value);
  // A secret is not spelled out, and a stored one is not here at all.
  const literal = control.kind === "secret" ? undefined : value;
  const toggle = () => onChange(on ? literalOf(value) : toExpression(literalAsBody(literal)));
  // A field that is an expression and nothing else is empty when the expression is: then its default counts.
  const write = (next: string) => onChange(always && !required && isEmpty(next) ? undefined : next);
  const fixed = schema.literal ?? FIXED.has(control.kind);
  const takes = !fixed && !form.literal && !COMPOSITE.has(control.kind);
  // One that is an expression all the same, as an import brings it, needs the way back.
  const switches = !fixed && (!form.literal || on);
  return (
    <FieldFrame
      path={path}
      label={label}
      description={schema.description}
      required={required}
      showsParts={!on && COMPOSITE.has(control.kind)}
      expression={switches ? { on, toggle } : undefined}
      onReference={
        takes ? (reference) => onChange(withReference(value, reference, TEXTS.has(control.kind))) : undefined
      }
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
        ) : (
          <ControlFor
            {...aria}
            label={label}
            path={path}
            field={field}
            root={root}
            value={value}
            onChange={onChange}
          />
        )
      }
    </FieldFrame>
  );
}

function isEmpty(expression: string): boolean {
  return expressionBody(expression) === "";
}

/** Back from an expression to a fixed value: kept when the expression spells one out, else empty. */
function literalOf(value: unknown): unknown {
  return isExpression(value) ? bodyAsLiteral(expressionBody(value)) : undefined;
}

function exampleOf({ examples }: Schema): string | undefined {
  const example = examples?.find(isExpression);
  return example === undefined ? undefined : expressionBody(example);
}
