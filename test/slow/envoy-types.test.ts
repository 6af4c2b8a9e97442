import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { type EnvoyField, envoyTypesOf, type Presence } from "../../src/schema/envoy-types.ts";
import { ROOT } from "../docs/markdown.ts";
import { isThere } from "./needed-program.ts";

/** A type as test/judge/istiod/1.31/types prints it. */
interface Registered {
  readonly name: string;
  readonly fields?: readonly string[];
  readonly values?: readonly string[];
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ bool: "b", bytes: "y", double: "d", float: "f", string: "s" },
  ...{ int32: "i", sint32: "i", sfixed32: "i", int64: "j", sint64: "j", sfixed64: "j" },
  ...{ uint32: "u", fixed32: "u", uint64: "v", fixed64: "v" },
};

describe.runIf(isThere("go"))("the types that were read out of Envoy's sources", () => {
  const types = envoyTypesOf(NEWEST_RELEASE);

  it("are those that Istio's validation has at hand, field by field", () => {
    const registered = registry();
    expect(registered.length).toBeGreaterThan(2000);
    const different = registered.filter((one) => !isKnown(one)).map(({ name }) => name);
    expect(different).toEqual([]);
    const names = new Set(registered.map(({ name }) => name));
    expect(types?.names().filter((name) => !names.has(name))).toEqual([]);
  }, 600_000);

  function isKnown({ name, fields = [], values = [] }: Registered): boolean {
    const known = types?.type(name);
    if (known === undefined) return values.length > 0 && !isReferredTo(name);
    if (known.kind === "opaque") return true;
    if (known.kind === "enum") return sorted(thereIn(known.values)) === sorted(values);
    const there = known.fields.filter(({ presence }) => presence === "there");
    return sorted(there.map(fieldText)) === sorted(fields.map(withLetters));
  }

  /** Enums are kept where a field has them. */
  function isReferredTo(name: string): boolean {
    return (types?.names() ?? []).some((holder) => {
      const known = types?.type(holder);
      return (
        known?.kind === "message" && known.fields.some(({ type, presence }) => type === name && presence === "there")
      );
    });
  }
});

function registry(): Registered[] {
  const cwd = join(ROOT, "test", "judge", "istiod", NEWEST_RELEASE.name);
  const env = { ...process.env, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
  const ran = spawnSync("go", ["run", "./types"], { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Registered);
}

function thereIn(values: ReadonlyMap<string, Presence>): string[] {
  return [...values].filter(([, presence]) => presence === "there").map(([name]) => name);
}

function fieldText({ name, jsonName, type, repeated, key }: EnvoyField): string {
  return `${name} ${jsonName} ${repeated ? "*" : ""}${key === undefined ? "" : `${key}:`}${type}`;
}

function withLetters(text: string): string {
  return text.replace(/\w+(?=:)|(?<=[ *:])\w+$/g, (kind) => LETTERS[kind] ?? kind);
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join("\n");
}
