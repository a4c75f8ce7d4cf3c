import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { OverrideTests } from "@/features/builder/publish/OverrideTests";

it("publishes over failing tests with a reason only, without the spaces around it", async () => {
  const user = userEvent.setup();
  const onPublish = vi.fn();
  render(
    <MantineProvider env="test">
      <OverrideTests busy={false} onPublish={onPublish} />
    </MantineProvider>,
  );
  const reason = screen.getByRole("textbox", { name: "Why publish although tests fail" });
  const publish = screen.getByRole<HTMLButtonElement>("button", { name: "Publish anyway" });
  await user.type(reason, "   ");
  expect(publish.disabled).toBe(true);
  await user.type(reason, "The limit was raised ");
  await user.click(publish);
  expect(onPublish).toHaveBeenCalledExactlyOnceWith("The limit was raised");
});
