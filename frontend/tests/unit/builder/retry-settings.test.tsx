import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { FormContext } from "@/features/builder/form/form-context";
import { waitsOf } from "@/features/builder/properties/retry";
import { RetrySettings } from "@/features/builder/properties/RetrySettings";
import type { Problem } from "@/lib/api/types";
import { formatSeconds } from "@/lib/time";

const ERRORS = ["RateLimited", "ProviderUnavailable", "States.Timeout"];

/** The settings over a retry that they edit; `current` is what it has come to, `fields` what has changed. */
function shown(first: unknown, problems: readonly Partial<Problem>[] = []) {
  const seen = { current: first, fields: [] as (string | undefined)[] };
  function Host() {
    const [retry, setRetry] = useState(first);
    const change = (next: unknown, field?: string) => {
      seen.current = next;
      seen.fields.push(field);
      setRetry(next);
    };
    const form = {
      ...{ problems: problems as Problem[], config: {}, scopeOf: () => EMPTY_SCOPE, origin: null },
      ...{ aim: () => undefined, release: () => undefined, put: () => false },
    };
    return (
      <FormContext value={form}>
        <RetrySettings type="action" retry={retry} errors={ERRORS} set={change} />
      </FormContext>
    );
  }
  render(
    <MantineProvider env="test">
      <Host />
    </MantineProvider>,
  );
  return seen;
}

const errors = () => screen.getByRole("combobox", { name: "Retry after these errors" });
const preview = () => screen.getByRole("status").textContent;

describe("the retry of a node", () => {
  it("takes declared errors by choice and any other by its name; without one it has its default", async () => {
    const user = userEvent.setup();
    const seen = shown({ max_attempts: 2 });

    await user.click(errors());
    await user.click(await screen.findByRole("option", { name: /^RateLimited.*asked to slow down/ }));
    await user.type(errors(), "OutOfStock{Enter}");
    expect(seen.current).toEqual({ max_attempts: 2, on: ["RateLimited", "OutOfStock"] });
    expect(seen.fields).toEqual(["on", "on"]);

    await user.type(errors(), "{Backspace}{Backspace}");
    expect(seen.current).toEqual({ max_attempts: 2 });
    expect(screen.getByText(/^Empty: after those that may pass by themselves/)).toBeDefined();
  });

  it("says that an empty list from a file retries nothing, and leads back to the default", async () => {
    const user = userEvent.setup();
    const seen = shown({ on: [] });

    expect(preview()).toBe("Does not try again.");
    await user.click(screen.getByRole("button", { name: "Use the default" }));
    expect(seen.current).toEqual({});
    expect(preview()).toBe("Tries again after at most 1 s, 2 s, 4 s");
  });

  it("previews the waits as they are set, exact ones without jitter", async () => {
    const user = userEvent.setup();
    const seen = shown({ max_attempts: 8, interval_seconds: 20, backoff_rate: 1.5, max_delay_seconds: 90 });

    expect(preview()).toBe(
      "Tries again after at most 20 s, 30 s, 45 s, 1 min 7 s, 1 min 30 s and 3 times more, the last after 1 min 30 s",
    );
    await user.click(screen.getByRole("switch", { name: "Vary the waits" }));
    expect(seen.current).toMatchObject({ jitter: false });
    const attempts = screen.getByRole("textbox", { name: "Retries at most" });
    await user.clear(attempts);
    await user.type(attempts, "1");
    expect(preview()).toBe("Tries again after 20 s");
    await user.click(screen.getByRole("switch", { name: "Vary the waits" }));
    expect(seen.current).not.toHaveProperty("jitter");
  });

  it("shows each problem at the field that it is about", () => {
    const at = (field: string, message: string) => ({
      field,
      message,
      code: message,
      severity: "error" as const,
    });
    shown({ on: ["RateLimitd"] }, [
      at("settings.retry.on.0", "there is no such error"),
      at("settings.retry.interval_seconds", "at least 1"),
    ]);

    const field = (path: string) => within(document.querySelector(`[data-field="${path}"]`) as HTMLElement);
    expect(field("settings.retry.on").getByText("there is no such error")).toBeDefined();
    expect(field("settings.retry.interval_seconds").getByText("at least 1")).toBeDefined();
    expect(screen.getAllByText(/no such error|at least 1/)).toHaveLength(2);
    expect(errors().getAttribute("aria-invalid")).toBe("true");
  });
});

describe("the waits", () => {
  it("count as the language does where nothing is set, and never without a retry", () => {
    expect(waitsOf({})).toEqual({ shown: [1, 2, 4], more: 0, last: 4 });
    expect(waitsOf({ max_attempts: 0 })).toBeNull();
    expect(waitsOf({ max_attempts: 100 })?.last).toBe(31_622_400);
  });

  it("read as people say them", () => {
    expect([0.25, 1, 2.25, 60, 61, 5400].map(formatSeconds)).toEqual([
      ...["0.3 s", "1 s", "2.3 s", "1 min", "1 min 1 s", "1 h 30 min"],
    ]);
  });
});
