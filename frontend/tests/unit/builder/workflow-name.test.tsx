import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { WorkflowName } from "@/features/builder/panels/WorkflowName";
import { newDocument } from "@/lib/graph/document";
import { renderInBuilder } from "../../support/in-builder";

it("is another one as it is typed, and the same where it is emptied and left", async () => {
  const user = userEvent.setup();
  const { store } = renderInBuilder(<WorkflowName />, newDocument("Welcome"));
  const field = screen.getByRole("textbox", { name: "Workflow name" });

  await user.clear(field);
  expect(field).toHaveProperty("value", "");
  expect(store.getState().document.name).toBe("Welcome");
  await user.tab();
  expect(field).toHaveProperty("value", "Welcome");

  await user.clear(field);
  await user.type(field, "Sign-up");
  expect(store.getState().document.name).toBe("Sign-up");
});
