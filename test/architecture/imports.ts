import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** An import of one source file from another, or from a package. Paths are relative to `src`. */
export interface Import {
  readonly from: string;
  /** `plan/plan.ts`, or the name of a package: `commander`. */
  readonly to: string;
  readonly relative: boolean;
  readonly typeOnly: boolean;
}

/** Every TypeScript file of src but the generated ones, relative to `src`, sorted. */
export function sourceFiles(): string[] {
  return readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".generated.ts"))
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(`${ROOT}src/${file}`, "utf8");
}

/** Imports and re-exports, static and dynamic. */
export function importsOf(file: string): Import[] {
  const text = textOf(file);
  const fixed = [...text.matchAll(/^(?:import|export) (type )?(?:[^;"]*? from )?"([^"]+)"/gm)].map(
    ([, type, to = ""]) => ({
      to,
      typeOnly: type !== undefined,
    }),
  );
  const dynamic = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, to = ""]) => ({ to, typeOnly: false }));
  return [...fixed, ...dynamic].map(({ to, typeOnly }) => {
    const relative = to.startsWith(".");
    return { from: file, to: relative ? join(dirname(file), to) : to, relative, typeOnly };
  });
}

/** `plan/plan.ts` belongs to `plan`, `generate.ts` to itself. */
export function folderOf(file: string): string {
  return file.split("/")[0] ?? file;
}
