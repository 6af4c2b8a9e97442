import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { main } from "../../src/cli/main.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { KIND_CASES } from "./manifests.ts";

const GOOD = `apiVersion: networking.istio.io/v1beta1
kind: ServiceEntry
metadata: { name: wikipedia }
spec:
  hosts: ["*.wikipedia.org"]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  resolution: DYNAMIC_DNS
`;
const BAD = GOOD.replace("hosts", "hostz");

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-validate-"));
  writeFileSync(join(folder, "good.yaml"), GOOD);
  writeFileSync(join(folder, "bad.yaml"), BAD);
  await compileValidators({ outDir: "dist/validators" });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("wildegress validate", () => {
  test("0 and silence on stdout when all is well", async () => {
    const { code, out, err } = await run(["good.yaml"]);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toBe("1 manifest in 1 file against Istio 1.31: 1 valid, 0 findings\n");
  });

  test("1 and each finding with its place, its reason and what to do", async () => {
    const { code, out } = await run(["bad.yaml", "good.yaml", "--istio", "1.24"]);
    expect(code).toBe(1);
    expect(out).toBe(`bad.yaml:5:3: error: unknown field "hostz" in spec
  why: Istio 1.24's ServiceEntry has no such field and would ignore it or refuse the whole
  fix: did you mean hosts?
bad.yaml:5:3: error: spec lacks "hosts"
  why: Istio 1.24's ServiceEntry requires it
  fix: add hosts
bad.yaml:7:15: error: spec.resolution is "DYNAMIC_DNS", which is not one of its values
  why: "DYNAMIC_DNS" exists since Istio 1.28, and your target is Istio 1.24
  fix: write one of NONE, STATIC, DNS, DNS_ROUND_ROBIN
good.yaml:7:15: error: spec.resolution is "DYNAMIC_DNS", which is not one of its values
  why: "DYNAMIC_DNS" exists since Istio 1.28, and your target is Istio 1.24
  fix: write one of NONE, STATIC, DNS, DNS_ROUND_ROBIN
`);
  });

  test("JSON for machines, with the same exit codes", async () => {
    const good = await run(["good.yaml", "--format", "json"]);
    expect([good.code, good.err]).toEqual([0, ""]);
    expect(JSON.parse(good.out)).toEqual({
      release: "1.31",
      files: 1,
      documents: 1,
      valid: 1,
      skipped: [],
      findings: [],
    });
    const bad = await run([".", "--format", "json"]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).findings[0]).toEqual({
      severity: "error",
      code: "unknown-field",
      what: 'unknown field "hostz" in spec',
      why: "Istio 1.31's ServiceEntry has no such field and would ignore it or refuse the whole",
      fix: "did you mean hosts?",
      file: "bad.yaml",
      line: 5,
      column: 3,
      path: "spec.hostz",
    });
  });

  test("what has no schema is counted, and named on demand", async () => {
    const job = "apiVersion: batch/v1\nkind: Job\nmetadata: { name: x }\n";
    const brief = await run(["-"], job);
    expect([brief.code, brief.out]).toEqual([0, ""]);
    expect(brief.err).toContain("1 not checked: there are no schemas for Job (--verbose names them)");
    expect((await run(["-", "--verbose"], job)).err).toContain("  <stdin>:1 batch/v1 Job\n");
  });

  test.each([
    ["nothing named", [], "nothing was named"],
    ["a file that is not there", ["nope.yaml"], "cannot read nope.yaml"],
    ["an empty pipe", ["-"], "there is nothing to validate in -"],
    ["a release that is none", ["good.yaml", "--istio", "2"], '"2" is not an Istio release'],
    ["a release too old", ["good.yaml", "--istio", "1.4"], "Istio 1.4 is not a release"],
    ["a format that is none", ["good.yaml", "--format", "xml"], "xml"],
  ])("2 for %s, and nothing on stdout", async (_name, args, words) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(words);
    expect(err).toMatch(/fix: \S/);
  });

  test("control characters of the input do not reach the terminal", async () => {
    const { out } = await run(["-"], GOOD.replace("hosts", '"ho\\e[31msts\\r"'));
    expect(out).toContain("unknown field");
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

test("the manifest of every kind that the tests have passes as a file, too", async () => {
  const text = KIND_CASES.map(({ spec, wrong: _wrong, ...identity }) =>
    JSON.stringify({ ...identity, metadata: { name: "x" }, spec }),
  ).join("\n---\n");
  expect((await run(["-"], text)).err).toBe(
    `${KIND_CASES.length} manifests in 1 file against Istio 1.31: ${KIND_CASES.length} valid, 0 findings\n`,
  );
});

const PROVED = "../shared/verified";
test.skipIf(!existsSync(PROVED))("manifests that ran on a mesh pass", async () => {
  const files = readdirSync(PROVED).filter((file) => file.endsWith(".yaml"));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { code, out } = await run(["-"], readFileSync(join(PROVED, file), "utf8"));
    expect([file, code, out]).toEqual([file, 0, ""]);
  }
});

async function run(args: readonly string[], stdin = ""): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo({ cwd: folder, stdin });
  const code = await main(["validate", ...args], io);
  return { code, out: io.out(), err: io.err() };
}
