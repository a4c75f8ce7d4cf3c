import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { definitionIcons } from "./vite/definition-icons.ts";
import { templates } from "./vite/templates.ts";

/** Where the development server finds the API: the local stack, or the fixture server of the tests. */
const api = process.env.STATEWRIGHT_URL ?? "http://127.0.0.1:8700";

export default defineConfig({
  plugins: [react(), definitionIcons(), templates()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The browsers that know `light-dark()`: lowering it would lose the themes.
  build: {
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
    reportCompressedSize: false,
    manifest: true,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/hooks", "/_local"].map((path) => [
        path,
        { target: api, changeOrigin: true, headers: { origin: api } },
      ]),
    ),
  },
  test: {
    environment: "happy-dom",
    include: ["tests/unit/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    // A limit for what hangs, not for what is slow on a busy machine.
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
