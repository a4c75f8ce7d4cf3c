import { messages } from "@/lib/messages";
import { SchemaField } from "../form/SchemaField";
import type { LogicFormProps } from "./LogicForm";

const VALUES = {
  type: "object",
  additionalProperties: {},
  title: messages.set.values,
  description: messages.set.hint,
};

export function SetForm({ config, onChange }: LogicFormProps) {
  return (
    <SchemaField
      path="config.values"
      name="values"
      schema={VALUES}
      root={{}}
      required
      value={config.values}
      onChange={(values) => onChange({ values: values ?? {} })}
    />
  );
}
