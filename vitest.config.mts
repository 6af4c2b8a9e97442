import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    // Two cores are what CI has: more workers than that only make timings noisy.
    maxWorkers: 2,
  },
});
