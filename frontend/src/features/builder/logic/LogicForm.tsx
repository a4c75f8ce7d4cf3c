import type { ComponentType } from "react";
import { ConditionForm } from "./ConditionForm";
import { DelayForm } from "./DelayForm";
import { SetForm } from "./SetForm";

export interface LogicFormProps {
  config: Record<string, unknown>;
  onChange: (config: Record<string, unknown>) => void;
}

/** Forms of the logic nodes whose configuration says more than its schema; the others get a generated form. */
export const LOGIC_FORMS: Readonly<Record<string, ComponentType<LogicFormProps> | undefined>> = {
  condition: ConditionForm,
  delay: DelayForm,
  set: SetForm,
};
