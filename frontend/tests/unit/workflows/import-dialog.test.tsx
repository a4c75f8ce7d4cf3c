import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ImportDialog } from "@/features/workflows/files/ImportDialog";
import { useImport } from "@/features/workflows/files/use-import";
import { api } from "@/lib/api/client";
import { newDocument, serializeDocument } from "@/lib/graph/document";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));

const file = (name: string) => new File([serializeDocument(newDocument(name))], `${name}.json`);

/** A server that answers when the test says so. */
function given() {
  const asked: string[] = [];
  const answers: ((status: number) => void)[] = [];
  vi.spyOn(api, "POST").mockImplementation((_, init) => {
    const { name } = (init as { body: { name: string } }).body;
    asked.push(name);
    return new Promise((settle) => {
      answers.push((status) =>
        settle({ response: new Response(null, { status }), data: { id: name, name } } as never),
      );
    }) as never;
  });
  return { asked, answers };
}

function shown(files: readonly File[]) {
  const onDone = vi.fn();
  function Page() {
    const { items, running, beyond, canRetry, start, stop, again, clear } = useImport(onDone);
    return (
      <>
        <button onClick={() => void start(files)}>Start</button>
        <ImportDialog
          {...{ items, running, beyond, canRetry }}
          onStop={stop}
          onAgain={() => void again()}
          onClose={clear}
        />
      </>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <Page />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return onDone;
}

it("is stopped between two files, and goes on with those that were left", async () => {
  const { asked, answers } = given();
  const user = userEvent.setup();
  const onDone = shown([file("a"), file("b")]);

  await user.click(screen.getByRole("button", { name: "Start" }));
  await screen.findByText("0 of 2 files");
  await vi.waitFor(() => expect(asked).toEqual(["a"]));
  await user.click(screen.getByRole("button", { name: "Stop" }));
  answers[0]?.(201);
  await screen.findByText(/^Imported 1 of 2 files/);
  expect(screen.getByText("Stopped before it")).toBeDefined();

  await user.click(screen.getByRole("button", { name: "Try the others again" }));
  await vi.waitFor(() => expect(asked).toEqual(["a", "b"]));
  answers[1]?.(201);
  await screen.findByText("Imported all 2 files.");
  expect(screen.queryByRole("button", { name: "Try the others again" })).toBeNull();
  expect(onDone).toHaveBeenCalledTimes(2);
});
