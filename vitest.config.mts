import { configDefaults, defineConfig } from "vitest/config";
import { yamlForVite } from "./scripts/yaml-import.mjs";

// `npm run test:slow`: suites that need programs of others (istioctl, helm, kubectl); CI has them.
const slow = process.env.WILDEGRESS_TEST === "slow";

export default defineConfig({
  plugins: [yamlForVite()],
  test: {
    include: [slow ? "test/slow/**/*.test.ts" : "test/**/*.test.ts"],
    // test/mesh has a configuration of its own: it needs root, and starts a mesh.
    exclude: [...configDefaults.exclude, "test/mesh/**", ...(slow ? [] : ["test/slow/**"])],
    testTimeout: 60_000,
    // Two cores are what CI has: more workers than that only make timings noisy.
    maxWorkers: 2,
  },
});
