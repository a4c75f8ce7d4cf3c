import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { CustomSchedule } from "@/features/builder/form/controls/CustomSchedule";

function Field() {
  const [expression, setExpression] = useState("");
  return (
    <MantineProvider env="test">
      <CustomSchedule expression={expression} onChange={setExpression} />
    </MantineProvider>
  );
}

it("converts what a crontab has when it is left or pasted, and says from what", async () => {
  const user = userEvent.setup();
  render(<Field />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Expression" });
  await user.type(field, "0 9 * * 1-5");
  expect(field.value).toBe("0 9 * * 1-5");
  await user.tab();
  expect(field.value).toBe("cron(0 9 ? * MON-FRI *)");
  expect(screen.getByRole("status").textContent).toContain("0 9 * * 1-5");

  await user.clear(field);
  await user.paste("*/5 * * * 0");
  expect(field.value).toBe("cron(*/5 * ? * SUN *)");
});

it("says why what was left has no form here, and leaves it", async () => {
  const user = userEvent.setup();
  render(<Field />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Expression" });
  await user.type(field, "0 9 1 * 1");
  expect(screen.queryByRole("status")).toBeNull();
  await user.tab();
  expect(field.value).toBe("0 9 1 * 1");
  expect(screen.getByRole("status").textContent).toContain("two triggers");
});
