import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes the type declarations of src/index.ts and of what it reaches.
 *
 * @throws Error when the compiler fails
 */
export async function emitTypes(outDir) {
  const work = await mkdtemp("dist/.types-");
  try {
    const config = join(work, "tsconfig.json");
    await writeFile(config, JSON.stringify(CONFIG));
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", config], { stdio: "inherit" });
    await rm(outDir, { recursive: true, force: true });
    await moveReached(join(work, "out/src"), outDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (!existsSync(join(outDir, "index.d.ts"))) throw new Error("the compiler wrote no index.d.ts");
}

/** The compiler writes a declaration for every file that the bundle has; a user needs those that index.d.ts leads to. */
async function moveReached(from, to) {
  const reached = new Set(["index.d.ts"]);
  for (const file of reached) {
    const text = await readFile(join(from, file), "utf8");
    for (const [, target] of text.matchAll(/(?:from |import\()"(\.[^"]*)\.ts"/g)) {
      reached.add(join(dirname(file), `${target}.d.ts`));
    }
    await mkdir(dirname(join(to, file)), { recursive: true });
    await rename(join(from, file), join(to, file));
  }
}

const CONFIG = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    // `npm run typecheck` checks; here it would only make every build slow.
    noCheck: true,
    rootDir: "../..",
    outDir: "out",
  },
  include: [],
  files: ["../../src/index.ts", "../../src/istio/releases-yaml.d.ts"],
};
