import { defineConfig } from "vitest/config";
import { yamlForVite } from "./scripts/yaml-import.mjs";

export default defineConfig({
  plugins: [yamlForVite()],
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    // Two cores are what CI has: more workers than that only make timings noisy.
    maxWorkers: 2,
  },
});
