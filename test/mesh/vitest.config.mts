import { defineConfig } from "vitest/config";
import { yamlForVite } from "../../scripts/yaml-import.mjs";

// One mesh for all files, which take turns.
export default defineConfig({
  plugins: [yamlForVite()],
  test: {
    include: ["test/mesh/**/*.test.ts"],
    globalSetup: ["test/mesh/global-setup.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
});
