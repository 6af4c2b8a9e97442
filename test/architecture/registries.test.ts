import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { STRATEGY_IDS } from "../../src/plan/plan.ts";
import { STRATEGIES } from "../../src/strategies/registry.ts";
import { ROOT, sourceFiles, textOf } from "./imports.ts";

/** Files over the limit, each with why it is one file. */
const LONG = new Map([
  ["check/rules/registry.ts", "one list: a rule takes two lines"],
  ["config/request-flags.ts", "one table: a flag takes six lines or more"],
]);
const LINES = 250;

test("strategies: folders, registry and ids are the same", () => {
  const folders = readdirSync(`${ROOT}src/strategies`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  for (const name of folders) expect(existsSync(`${ROOT}src/strategies/${name}/strategy.ts`), name).toBe(true);
  expect(STRATEGIES.map(({ id }) => id).sort()).toEqual(folders.sort());
  expect([...STRATEGY_IDS].sort()).toEqual(folders);
});

test("strategies: each has a page, and each page a strategy", () => {
  const found = readdirSync(`${ROOT}docs/strategies`).filter((name) => name !== "README.md");
  expect(found.sort()).toEqual(STRATEGIES.map(({ id }) => `${id}.md`).sort());
});

test("commands: files and registry are the same", () => {
  const found = readdirSync(`${ROOT}src/cli/commands`).filter((name) => name !== "registry.ts");
  expect(COMMANDS.map(({ name }) => `${name}.ts`).sort()).toEqual(found.sort());
});

test("capabilities: the type and releases.yaml are the same", () => {
  const type = /export type Capability =([^;]*);/.exec(textOf("istio/capability.ts"))?.[1] ?? "";
  const named = [...type.matchAll(/"([\w-]+)"/g)].map(([, name]) => name);
  expect(named).toEqual(recorded().sort());
});

test("capabilities: each is asked for", () => {
  const texts = sourceFiles()
    .filter((file) => file !== "istio/capability.ts")
    .map(textOf)
    .join("\n");
  expect(
    recorded()
      .filter((name) => !texts.includes(`"${name}"`))
      .sort(),
  ).toEqual([]);
});

test("capabilities: each has a summary and a source", () => {
  for (const [name, facts] of Object.entries(releases().capabilities)) {
    expect(facts.summary, name).toMatch(/\S/);
    expect(facts.source, name).toMatch(/\S/);
  }
});

test("files are short, or say why not", () => {
  const long = sourceFiles().filter((file) => textOf(file).trimEnd().split("\n").length > LINES);
  expect(long).toEqual([...LONG.keys()]);
});

interface Releases {
  readonly capabilities: Readonly<Record<string, { readonly summary?: string; readonly source?: string }>>;
}

function releases(): Releases {
  return parse(readFileSync(`${ROOT}schemas/istio/releases.yaml`, "utf8"));
}

function recorded(): string[] {
  return Object.keys(releases().capabilities);
}
