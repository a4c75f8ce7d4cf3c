import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { type ComponentType, useState } from "react";
import type { LogicFormProps } from "@/features/builder/logic/LogicForm";

/** A form of a logic node over a configuration that it edits; `current` is what it has come to. */
export function renderForm(Form: ComponentType<LogicFormProps>, first: Record<string, unknown>) {
  const seen = { current: first };
  function Host() {
    const [config, setConfig] = useState(first);
    return (
      <Form
        config={config}
        onChange={(next) => {
          seen.current = next;
          setConfig(next);
        }}
      />
    );
  }
  render(
    <MantineProvider env="test">
      <Host />
    </MantineProvider>,
  );
  return seen;
}
