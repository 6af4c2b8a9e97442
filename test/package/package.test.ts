import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import manifest from "../../package.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "wildegress-package-"));
const project = join(work, "project");
const installed = join(project, "node_modules", "wildegress");
let tarball: string;

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, program: string, ...args: readonly string[]): Finished {
  const env = { ...process.env, HOME: work, XDG_CACHE_HOME: join(work, "cache"), npm_config_cache: join(work, "npm") };
  const done = spawnSync(program, args, { cwd, env, encoding: "utf8", input: "", maxBuffer: 1 << 28 });
  if (done.error !== undefined) throw done.error;
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

function succeed(cwd: string, program: string, ...args: readonly string[]): string {
  const done = run(cwd, program, ...args);
  if (done.code !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${done.code}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

beforeAll(() => {
  if (!existsSync(join(ROOT, "dist", "wildegress.cjs")))
    throw new Error("there is nothing to pack: npm run build first");
  succeed(ROOT, "npm", "pack", "--ignore-scripts", "--pack-destination", work);
  tarball = join(work, `wildegress-${manifest.version}.tgz`);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }\n');
  succeed(project, "npm", "install", "--offline", "--no-audit", "--no-fund", tarball);
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe("the packed tarball", () => {
  it("brings no other package", () => {
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["wildegress"]);
    expect(manifest).not.toHaveProperty("dependencies");
  });

  it("has what it runs with, and neither sources nor tests", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "bin/wildegress.js",
        "dist/wildegress.cjs",
        "dist/types/index.d.ts",
      ]),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        "schemas/envoy-types.json",
        "schemas/public-suffixes.txt",
        "schemas/reach.schema.json",
        "schemas/trace-expect.schema.json",
        "schemas/trace.schema.json",
        "schemas/wildegress.schema.json",
      ]),
    );
    expect(files.filter((file) => /(^|\/)(src|test|scripts|bench|node_modules)(\/|$)/.test(file))).toEqual([]);
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|\.generated\.(?!d\.ts)/.test(file))).toEqual([]);
  });

  // Half of it is the program, a fifth the schemas, Envoy's types are 54 kB, and the pages of 185 rules 40 kB: what grows besides is a mistake.
  it("is small", () => {
    expect(statSync(tarball).size).toBeLessThan(700_000);
  });

  it("has the licences of what is bundled", () => {
    const text = readFileSync(join(installed, "dist", "THIRD_PARTY_LICENSES.txt"), "utf8");
    for (const name of ["ajv", "chalk", "commander", "yaml", "tldts"])
      expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  it("has bins that answer", () => {
    expect(succeed(project, "npx", "--offline", "wildegress", "--version")).toBe(`${manifest.version}\n`);
    expect(succeed(project, "npx", "--offline", "kubectl-wildegress", "--version")).toBe(`${manifest.version}\n`);
    expect(succeed(project, join("node_modules", ".bin", "kubectl-wildegress"), "strategies")).toContain("dynamic-dns");
  });

  it("generates, and the second run, from the code cache, prints the same", () => {
    const gen = (): string => succeed(project, "npx", "--offline", "wildegress", "gen", "--domain", "*.wikipedia.org");
    const first = gen();
    expect(parseAllDocuments(first).map((document) => document.get("kind"))).toEqual([
      "VirtualService",
      "ServiceEntry",
    ]);
    expect(readdirSync(join(work, "cache", "wildegress")).filter((name) => name.endsWith("-gen.v8"))).toHaveLength(1);
    expect(gen()).toBe(first);
  });

  it("starts every command", () => {
    for (const command of [
      "gen",
      "nginx",
      "verify",
      "clean",
      "check",
      "validate",
      "init",
      "strategies",
      "completion",
    ]) {
      expect(succeed(project, process.execPath, join(installed, "bin", "wildegress.js"), command, "--help")).toContain(
        "Usage:",
      );
    }
  });

  it("validates what it generated, and a file of the user, with the validators that it brings", () => {
    writeFileSync(join(project, "w.yaml"), "policies:\n- name: wikipedia\n  domains: ['*.wikipedia.org']\n");
    const bin = join(installed, "bin", "wildegress.js");
    const yaml = succeed(project, process.execPath, bin, "gen", "-f", "w.yaml");
    writeFileSync(join(project, "manifests.yaml"), yaml);
    expect(run(project, process.execPath, bin, "validate", "manifests.yaml").code).toBe(0);
    writeFileSync(join(project, "manifests.yaml"), yaml.replace("hosts:", "hots:"));
    expect(run(project, process.execPath, bin, "validate", "manifests.yaml").code).toBe(1);
  });
});

describe("the packed library", () => {
  it("imports in ES modules and in CommonJS, by name", () => {
    writeFileSync(
      join(project, "a.mjs"),
      'import { generate, runCli } from "wildegress"; console.log(typeof generate, typeof runCli);',
    );
    writeFileSync(join(project, "a.cjs"), 'const { generate } = require("wildegress"); console.log(typeof generate);');
    expect(succeed(project, process.execPath, "a.mjs")).toBe("function function\n");
    expect(succeed(project, process.execPath, "a.cjs")).toBe("function\n");
  });

  it.each(["node16", "bundler"])("has types that compile, with module resolution %s", (moduleResolution) => {
    writeFileSync(
      join(project, "consumer.mts"),
      [
        'import { generate, type Generated } from "wildegress";',
        "export const make: typeof generate = generate;",
        "export function kinds(generated: Generated): string[] { return generated.resources.map(({ manifest }) => manifest.kind); }",
        "// @ts-expect-error: what is wrong is seen",
        "generate(42);",
      ].join("\n"),
    );
    const compilerOptions = {
      module: moduleResolution === "bundler" ? "esnext" : moduleResolution,
      moduleResolution,
      target: "es2023",
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.mts"] }));
    succeed(project, process.execPath, join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", project);
  });
});
