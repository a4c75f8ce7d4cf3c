import { MantineProvider } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NodeIdentity } from "@/features/builder/properties/NodeIdentity";
import { Autosave } from "@/features/builder/state/autosave";
import { type BuilderStore, createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { draftBackup } from "@/features/builder/state/draft-backup";
import type { Workflow } from "@/lib/api/types";
import { type Draft, toDocument, toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

const NAME = "Name";
const KEY = "Name in expressions";

function drawn(key: string): Draft {
  return toDraft(
    workflow(
      [
        node("call", "action", { name: "Call API", key }),
        node("mail", "action", {
          config: { to: `{% $${key}.body.email & '$${key}' %}`, cc: `{% $${key}.cc %}` },
        }),
      ],
      "call>mail",
    ),
  );
}

function Identity({ store }: { store: BuilderStore }) {
  const open = useStore(store, ({ document, selection }) =>
    document.graph.nodes.find(({ id }) => selection.nodes.has(id)),
  );
  return open ? <NodeIdentity key={open.id} node={open} /> : null;
}

function open(draft: Draft): BuilderStore {
  const store = createBuilderStore(draft);
  store.getState().select(["call"]);
  render(
    <MantineProvider env="test">
      <Notifications />
      <BuilderContext value={{ store } as unknown as BuilderContextValue}>
        <Identity store={store} />
      </BuilderContext>
    </MantineProvider>,
  );
  return store;
}

function type(label: string, ...values: string[]) {
  const input = screen.getByLabelText(label, { exact: true });
  fireEvent.focus(input);
  for (const value of values) {
    fireEvent.change(input, { target: { value } });
    // Longer than edits of one field are taken together without being told to.
    vi.setSystemTime(Date.now() + 5000);
  }
  return input;
}

const first = (store: BuilderStore) => store.getState().document.graph.nodes[0];
const mail = (store: BuilderStore) => store.getState().document.graph.nodes[1]?.config;
const steps = (store: BuilderStore) => store.temporal.getState().pastStates.length;

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  notifications.clean();
});

describe("the name of a step", () => {
  it("takes its key and every reference along when it is whole, and one undo takes all of it back", async () => {
    const before = drawn("call_api");
    const store = open(before);
    const input = type(NAME, "Fetch", "Fetch customer");
    expect(first(store)).toMatchObject({ name: "Fetch customer", key: "call_api" });
    fireEvent.blur(input);
    expect(first(store)).toMatchObject({ name: "Fetch customer", key: "fetch_customer" });
    expect(mail(store)).toEqual({
      to: "{% $fetch_customer.body.email & '$call_api' %}",
      cc: "{% $fetch_customer.cc %}",
    });
    expect(await screen.findByText("2 references now read $fetch_customer")).toBeDefined();
    const after = store.getState().document;
    expect(steps(store)).toBe(1);
    store.temporal.getState().undo();
    expect(store.getState().document).toBe(before);
    store.temporal.getState().redo();
    expect(store.getState().document).toBe(after);
  });

  it("is one step also where a colleague's edit arrives meanwhile", () => {
    const store = open(drawn("call_api"));
    type(NAME, "Fetch");
    const carry = (draft: Draft) => ({ ...draft, description: "theirs" });
    const from = store.getState().document;
    act(() => store.getState().rebase({ from, to: carry(from), carry }));
    fireEvent.keyDown(type(NAME, "Fetch customer"), { key: "Enter" });
    expect(first(store)?.key).toBe("fetch_customer");
    store.temporal.getState().undo();
    expect(first(store)).toMatchObject({ name: "Call API", key: "call_api" });
    expect(store.getState().document.description).toBe("theirs");
  });

  it("takes them along when another step is opened while the cursor is in it", () => {
    const store = open(drawn("call_api"));
    type(NAME, "Fetch");
    act(() => store.getState().select(["mail"]));
    expect(first(store)).toMatchObject({ name: "Fetch", key: "fetch" });
  });

  it.each([
    ["a key chosen by hand", "crm", "Fetch customer", "crm"],
    ["a key where the new name has no letter for one", "call_api", "Звонок", "call_api"],
  ])("leaves %s", (_, key, name, kept) => {
    const store = open(drawn(key));
    fireEvent.blur(type(NAME, name));
    expect(first(store)).toMatchObject({ name, key: kept });
    expect(screen.queryByText(/now read/)).toBeNull();
  });

  it("gives no key that another step has, or that the language has", () => {
    const store = open(drawn("call_api"));
    fireEvent.blur(type(NAME, "Mail"));
    expect(first(store)?.key).toBe("mail_2");
    fireEvent.blur(type(NAME, "Count"));
    expect(first(store)?.key).toBe("count_step");
  });

  it("is a step of its own when it is typed again", () => {
    const store = open(drawn("call_api"));
    fireEvent.blur(type(NAME, "Fetch"));
    fireEvent.blur(type(NAME, "Fetch all"));
    store.temporal.getState().undo();
    expect(first(store)).toMatchObject({ name: "Fetch", key: "fetch" });
  });
});

describe("a page that is left while a name is typed", () => {
  const keysIn = ({ graph }: Draft) => graph.nodes.map(({ key }) => key);

  function openPage() {
    const store = createBuilderStore(drawn("call_api"));
    store.getState().select(["call"]);
    const saves: Draft[] = [];
    const backup = draftBackup("w", "tab");
    const autosave = new Autosave({
      ...{ store, revision: 1, backup, onSaved: () => {}, onTheirs: () => {}, onLostSecrets: () => {} },
      save: (draft) => {
        saves.push(draft);
        return Promise.resolve({ ...toDocument(draft), id: "w", revision: 2 } as Workflow);
      },
      load: () => Promise.reject(new Error("nobody else saves")),
    });
    function Page() {
      useEffect(() => autosave.start(), []);
      return (
        <MantineProvider env="test">
          <BuilderContext value={{ store } as unknown as BuilderContextValue}>
            <Identity store={store} />
          </BuilderContext>
        </MantineProvider>
      );
    }
    return { ...render(<Page />), saves, backup };
  }

  it("sends the key that follows the name", async () => {
    const { unmount, saves } = openPage();
    type(NAME, "Fetch");
    unmount();
    await vi.waitFor(() => expect(saves.map(keysIn)).toEqual([["fetch", "mail"]]));
  });

  it("keeps that key in the backup where the page goes at once", () => {
    const { unmount, backup } = openPage();
    type(NAME, "Fetch");
    fireEvent(window, new Event("pagehide"));
    expect(backup.read()?.document.graph.nodes[0]).toMatchObject({ name: "Fetch", key: "fetch" });
    unmount();
  });
});

describe("the key of a step", () => {
  it("warns of expressions that hand on an output in which it is a field", async () => {
    const merged = workflow(
      [
        ...[node("call", "action", { key: "call_api" }), node("mail")],
        node("both", "merge", { config: { mode: "all" } }),
        node("last", "set", { config: { values: { a: "{% $map($both, function($b) { $b.call_api }) %}" } } }),
      ],
      ...["call>both", "mail>both", "both>last"],
    );
    open(toDraft(merged));
    fireEvent.keyDown(type(KEY, "crm"), { key: "Enter" });
    expect(
      await screen.findByText(/^1 expression hands on an output with the field call_api as a whole/),
    ).toBeDefined();
    expect(screen.queryByText(/now read/)).toBeNull();
  });

  it("is chosen by hand, with every reference, and stays when the name changes", async () => {
    const store = open(drawn("call_api"));
    fireEvent.keyDown(type(KEY, "crm"), { key: "Enter" });
    expect(mail(store)).toMatchObject({ cc: "{% $crm.cc %}" });
    expect(await screen.findByText("2 references now read $crm")).toBeDefined();
    fireEvent.blur(type(NAME, "Fetch customer"));
    expect(first(store)?.key).toBe("crm");
    expect(steps(store)).toBe(2);
  });

  it.each([
    ["Call", "Lower-case letters"],
    ["count", "belongs to the expression language"],
    ["mail", "Another node has this key"],
  ])("is not %s", (key, fault) => {
    const store = open(drawn("call_api"));
    const input = type(KEY, key);
    expect(screen.getByText(new RegExp(fault))).toBeDefined();
    fireEvent.blur(input);
    expect(first(store)?.key).toBe("call_api");
    expect(steps(store)).toBe(0);
  });
});
