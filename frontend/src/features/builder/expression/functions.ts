import { functions } from "@/lib/messages/functions";

interface FunctionHelp {
  /** Without the `$`. */
  name: string;
  /** What stands in its brackets. */
  parameters: string;
  help: string;
}

/** The functions of JSONata 2.0.6, and those that Step Functions adds: the names of `statewright.language.expressions`. */
export const FUNCTIONS: readonly FunctionHelp[] = Object.entries(functions).map(
  ([name, [parameters, help]]) => ({ name, parameters, help }),
);
