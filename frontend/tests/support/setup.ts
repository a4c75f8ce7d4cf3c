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

// Editors measure text, and there is no layout here: their plain fields serve, as before they are loaded.
vi.mock("@/features/builder/expression/use-editor", () => ({ useEditor: () => null }));
