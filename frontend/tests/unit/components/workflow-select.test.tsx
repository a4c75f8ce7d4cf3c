import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { WorkflowSelect } from "@/components/WorkflowSelect";
import { api } from "@/lib/api/client";

const NAMES = ["Archive", "Billing", ...Array.from({ length: 400 }, (_, index) => `Order ${index + 1}`)];
const WORKFLOWS = NAMES.map((name, index) => ({ id: `id-${index}`, name, description: "", live_version: 1 }));

/** A server with more workflows than it gives at once. */
function given() {
  const asked: (string | undefined)[] = [];
  vi.spyOn(api, "GET").mockImplementation((path, init) => {
    const { params } = init as {
      params: { query?: { q?: string; limit: number }; path?: { workflow_id: string } };
    };
    const response = new Response();
    if (path === "/api/workflows") {
      const { q = "", limit = 0 } = params.query ?? {};
      asked.push(q);
      const items = WORKFLOWS.filter(({ name }) => name.includes(q)).slice(0, limit);
      return Promise.resolve({ data: { items }, response }) as never;
    }
    const data = WORKFLOWS.find(({ id }) => id === params.path?.workflow_id);
    return Promise.resolve({
      data,
      response: data ? response : new Response(null, { status: 404 }),
    }) as never;
  });
  return asked;
}

function shown(first: string | null) {
  const seen = vi.fn();
  function Form() {
    const [value, setValue] = useState(first);
    const change = (id: string | null) => {
      setValue(id);
      seen(id);
    };
    return <WorkflowSelect aria-label="Workflow" value={value} onChange={change} />;
  }
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <Form />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return seen;
}

const field = () => screen.getByRole<HTMLInputElement>("combobox", { name: "Workflow" });

it("finds a workflow that is beyond the first ones, by what is typed", async () => {
  const asked = given();
  const user = userEvent.setup();
  const seen = shown(null);

  await user.type(field(), "Order 399");
  await user.click(await screen.findByRole("option", { name: "Order 399" }));

  expect(seen).toHaveBeenLastCalledWith("id-400");
  expect(field().value).toBe("Order 399");
  expect(asked).toContain("Order 399");
});

it("names what is chosen though it is not among the first, and offers all when it is opened", async () => {
  given();
  const user = userEvent.setup();
  shown("id-401");

  await waitFor(() => expect(field().value).toBe("Order 400"));
  await user.click(field());
  expect(await screen.findByRole("option", { name: "Archive" })).toBeDefined();
  await user.clear(field());
  await user.type(field(), "Bill");
  await waitFor(() =>
    expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual(["Billing"]),
  );
});

it("keeps one that is gone by its id", async () => {
  given();
  shown("gone");

  await waitFor(() => expect(field().value).toBe("gone"));
});
