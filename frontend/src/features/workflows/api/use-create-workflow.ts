import { createWorkflow, useMaking } from "./make-workflow";

export function useCreateWorkflow() {
  return useMaking(createWorkflow);
}
