import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

// happy-dom has none of these; Mantine asks for them.
window.matchMedia ??= (query: string) => ({ matches: false, media: query }) as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });

// The editor of expressions measures text, and there is no layout here: its plain field serves, as before it is loaded.
vi.mock("@/features/builder/expression/use-expression-editor", () => ({ useExpressionEditor: () => null }));
