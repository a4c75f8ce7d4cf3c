import type { ComponentType } from "react";
import { ConditionForm } from "./ConditionForm";
import { DelayForm } from "./DelayForm";
import { LoopForm } from "./LoopForm";
import { MergeForm } from "./MergeForm";
import { RunWorkflowForm } from "./RunWorkflowForm";
import { SetForm } from "./SetForm";
import { SplitForm } from "./SplitForm";
import { StopForm } from "./StopForm";
import { SwitchForm } from "./SwitchForm";
import { ApprovalForm, EventForm } from "./WaitForm";

export interface LogicFormProps {
  config: Record<string, unknown>;
  onChange: (config: Record<string, unknown>) => void;
}

/** Forms of the logic nodes whose configuration says more than its schema; the others get a generated form. */
export const LOGIC_FORMS: Readonly<Record<string, ComponentType<LogicFormProps> | undefined>> = {
  approval: ApprovalForm,
  condition: ConditionForm,
  delay: DelayForm,
  loop: LoopForm,
  merge: MergeForm,
  run_workflow: RunWorkflowForm,
  set: SetForm,
  split: SplitForm,
  stop: StopForm,
  switch: SwitchForm,
  wait_for_events: EventForm,
};
