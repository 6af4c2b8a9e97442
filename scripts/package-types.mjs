import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes the type declarations of src/index.ts and of what it reaches.
 *
 * @throws Error when the compiler finds the sources wrong
 */
export async function emitTypes(outDir) {
  const work = await mkdtemp("dist/.types-");
  try {
    const config = join(work, "tsconfig.json");
    await writeFile(config, JSON.stringify(CONFIG));
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", config], { stdio: "inherit" });
    await rm(outDir, { recursive: true, force: true });
    await rename(join(work, "out/src"), outDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (!existsSync(join(outDir, "index.d.ts"))) throw new Error("the compiler wrote no index.d.ts");
}

const CONFIG = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: "../..",
    outDir: "out",
  },
  include: [],
  files: ["../../src/index.ts", "../../src/istio/releases-yaml.d.ts"],
};
