import { defineConfig } from "vitest/config";

/** Browser tests against a running stack (STATEWRIGHT_URL): `npm run e2e`. */
export default defineConfig({
  test: {
    include: ["tests/browser/**/*.test.ts"],
    environment: "node",
    testTimeout: 90_000,
    hookTimeout: 11 * 60_000,
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
  },
});
