import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
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

it("says how it read six fields, and which two ways there are where there are two", async () => {
  const user = userEvent.setup();
  render(<Field />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Expression" });
  await user.click(field);
  await user.paste("0 9 ? * MON *");
  expect(field.value).toBe("cron(0 9 ? * MON *)");
  expect(screen.getByRole("status").textContent).toContain("minute hour day-of-month");

  await user.clear(field);
  await user.paste("0 0 12 * ? *");
  expect(field.value).toBe("0 0 12 * ? *");
  expect(screen.getByRole("status").textContent).toContain("two ways");
});

it("leaves what is typed behind a paste that changed nothing", async () => {
  const user = userEvent.setup();
  render(<Field />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Expression" });
  await user.type(field, "0 9 * * ");
  fireEvent.paste(field);
  await user.type(field, "1-5");
  expect(field.value).toBe("0 9 * * 1-5");
});
