import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { crdDifferences } from "../../scripts/schemas/cross-check.mjs";
import { deriveStore } from "../../scripts/schemas/derive.mjs";
import { modulesAreThere } from "../../scripts/schemas/sources.mjs";

// The Go modules are a gigabyte: whoever has derived the store once has them, and nobody else needs them.
describe.skipIf(!modulesAreThere())("with the Go modules of scripts/schemas/sources.mjs at hand", () => {
  test("the committed store is what derive.mjs makes of them", () => {
    const outDir = mkdtempSync(join(tmpdir(), "wildegress-store-"));
    try {
      deriveStore({ outDir });
      for (const folder of ["gateway-api", "istio", "kubernetes"]) {
        const files = readdirSync(join("schemas", folder)).filter((file) => file.endsWith(".json"));
        expect(readdirSync(join(outDir, folder)).sort()).toEqual(files.sort());
        for (const file of files) {
          const committed = readFileSync(join("schemas", folder, file), "utf8");
          expect(readFileSync(join(outDir, folder, file), "utf8") === committed, `${folder}/${file}`).toBe(true);
        }
      }
    } finally {
      rmSync(outDir, { recursive: true });
    }
  });

  test("the field history says of 1.24, 1.30 and 1.31 what their CRDs say", () => {
    expect(crdDifferences()).toEqual([]);
  });
});
