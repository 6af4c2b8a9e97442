import { defineConfig } from "vitest/config";
import { yamlForVite } from "../../scripts/yaml-import.mjs";
import { tests } from "./groups.mjs";

// For Stryker alone: a survivor runs every test that comes by it, so only those are here that are quick and the same each time.
export default defineConfig({
  plugins: [yamlForVite()],
  test: { include: tests, testTimeout: 60_000 },
});
