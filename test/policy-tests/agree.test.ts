import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { STRATEGY_IDS } from "../../src/plan/plan.ts";
import { type MainResult, runMain } from "../cli/run-main.ts";
import { ROOT } from "../docs/markdown.ts";

const folder = mkdtempSync(join(tmpdir(), "wildegress-tests-"));
beforeAll(() => compileValidators({ outDir: "dist/validators" }));
afterAll(() => rmSync(folder, { recursive: true }));

const GATEWAY = ["--gateway", "istio-egressgateway", "--gateway-selector", "istio=egressgateway"];
const HTTP = ["--port", "443", "--port", "80/http"];

/** Every strategy in its forms. */
const FORMS: readonly (readonly [string, readonly string[]])[] = [
  ["direct", ["--strategy", "direct"]],
  ["direct", ["--strategy", "direct", ...HTTP, "--domain", "wikipedia.org"]],
  ["direct", ["--strategy", "direct", "--dns-capture"]],
  ["direct", ["--strategy", "direct", "--istio", "1.5", "--harden-sidecar"]],
  ["dynamic-dns", ["--strategy", "dynamic-dns"]],
  ["dynamic-dns", ["--strategy", "dynamic-dns", ...HTTP, "--domain", "wikipedia.org"]],
  ["dynamic-dns", ["--strategy", "dynamic-dns", "--dns-capture"]],
  ["dynamic-dns", ["--strategy", "dynamic-dns", "--port", "80/http", "--tls-origination"]],
  ["single-host", ["--strategy", "single-host", "--via", "www.wikipedia.org", ...GATEWAY]],
  [
    "single-host",
    ["--strategy", "single-host", "--via", "www.wikipedia.org", ...GATEWAY, ...HTTP, "--from", "default/sleep"],
  ],
  ["single-host", ["--strategy", "single-host", "--via", "www.wikipedia.org", ...GATEWAY, ...HTTP, "--no-mtls"]],
  ["sni-proxy", ["--strategy", "sni-proxy", ...GATEWAY, ...HTTP, "--port", "8443"]],
  ["sni-proxy", ["--strategy", "sni-proxy", ...GATEWAY, "--from", "default/sleep"]],
  ["sni-proxy", ["--strategy", "sni-proxy", ...GATEWAY, "--no-mtls"]],
  ["sni-proxy", ["--strategy", "sni-proxy", ...GATEWAY, "--istio", "1.24"]],
  ["sni-proxy", ["--strategy", "sni-proxy", ...GATEWAY, "--dns-capture"]],
  ["sni-proxy", ["--strategy", "sni-proxy", "--gateway-install", "manifests", "--harden"]],
  ["sni-proxy", ["--strategy", "sni-proxy", "--sni-proxy", "nginx"]],
  ["sni-proxy", ["--strategy", "sni-proxy", "--sni-proxy", "nginx", "--no-mtls"]],
];

async function generated(flags: readonly string[]): Promise<{ manifests: string; tests: string }> {
  const istio = flags.includes("--istio") ? [] : ["--istio", "newest"];
  const args = [
    "gen",
    "--quiet",
    "--domain",
    "*.wikipedia.org",
    "--namespace",
    "default",
    ...istio,
    ...flags,
    "--tests",
    "tests.yaml",
  ];
  const { code, out, err } = await runMain(args, { cwd: folder });
  expect(code, err).toBe(0);
  return { manifests: out, tests: readFileSync(join(folder, "tests.yaml"), "utf8") };
}

async function held(manifests: string, tests: string): Promise<MainResult> {
  writeFileSync(join(folder, "held.yaml"), tests);
  return runMain(["trace", "--expect", "held.yaml", "-f", "-"], { cwd: folder, stdin: manifests });
}

test("all strategies but waypoint are tried", () => {
  expect([...new Set(FORMS.map(([id]) => id)), "waypoint"].sort()).toEqual([...STRATEGY_IDS].sort());
});

describe("what gen writes does what gen --tests expects", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync(`${ROOT}schemas/trace-expect.schema.json`, "utf8")),
  );

  test.each(FORMS.map(([, flags]) => [flags.join(" "), flags] as const))("%s", async (_words, flags) => {
    const { manifests, tests } = await generated(flags);
    expect(validate(parse(tests)), JSON.stringify(validate.errors)).toBe(true);
    const { code, out, err } = await held(manifests, tests);
    expect(out).toBe("");
    expect(err).toMatch(/^\d+ expectations: \d+ as expected, 0 not\n$/);
    expect(code).toBe(0);
  });
});

describe("a mistake in the manifests is seen", () => {
  const flags = ["--strategy", "sni-proxy", ...GATEWAY, "--from", "default/sleep"];

  test.each<[string, (manifests: string) => string, RegExp]>([
    [
      "without the AuthorizationPolicy",
      (text) => without(text, "AuthorizationPolicy"),
      /another service account[\s\S]*happened: via gateway and sni-proxy/,
    ],
    [
      "without the DestinationRule of the client side",
      (text) => without(text, "DestinationRule"),
      /an allowed name[\s\S]*expected: via gateway and sni-proxy/,
    ],
    ["without the EnvoyFilter", (text) => without(text, "EnvoyFilter"), /an allowed name/],
    [
      "with another domain at the SNI proxy",
      (text) => text.replaceAll('- "*.wikipedia.org"', '- "*.wikimedia.org"'),
      /an allowed name/,
    ],
  ])("%s", async (_what, change, words) => {
    const { manifests, tests } = await generated(flags);
    const changed = change(manifests);
    expect(changed).not.toBe(manifests);
    const { code, out } = await held(changed, tests);
    expect(out).toMatch(words);
    expect(code).not.toBe(0);
  });

  test("seen by namespaces that it is not for", async () => {
    const { manifests, tests } = await generated(["--strategy", "direct"]);
    const { code, out } = await held(manifests.replaceAll('  exportTo:\n  - "."\n', ""), tests);
    expect(code).toBe(1);
    expect(out).toContain("wikipedia: another namespace: elsewhere/client");
  });

  test("with the names in reach of the client's own address", async () => {
    const { tests } = await generated(flags);
    const { manifests } = await generated(["--strategy", "direct"]);
    const { code, out } = await held(manifests, tests);
    expect(code).toBe(1);
    expect(out).toContain("an allowed name, sent to another address");
  });
});

describe("the file of tests", () => {
  test("has the clients that --from names, and says so for each policy", async () => {
    const { tests } = await generated(["--strategy", "sni-proxy", ...GATEWAY, "--from", "default/sleep"]);
    const read = parse(tests);
    expect(read.mesh).toEqual({ istio: "1.31", outbound: "REGISTRY_ONLY" });
    expect(read.tests.map(({ name, from, expect: outcome }: Record<string, string>) => [name, from, outcome])).toEqual([
      ["wikipedia: an allowed name", "default/sleep", "via gateway and sni-proxy"],
      ["wikipedia: a deep name", "default/sleep", "via gateway and sni-proxy"],
      ["wikipedia: the name above the wildcard", "default/sleep", "blocked at sidecar"],
      ["wikipedia: a name that nobody allows", "default/sleep", "blocked at sidecar"],
      ["wikipedia: a port that the policy does not have", "default/sleep", "blocked at sidecar"],
      ["wikipedia: an allowed name, sent to another address", "default/sleep", "via gateway and sni-proxy"],
      ["wikipedia: a foreign SNI, sent to an allowed name", "default/sleep", "blocked at sidecar"],
      ["wikipedia: no SNI", "default/sleep", "blocked at sidecar"],
      ["wikipedia: another service account", "default/somebody-else", "blocked at gateway"],
      ["wikipedia: another namespace", "elsewhere/client", "blocked at sidecar"],
      ["wikipedia: around the sidecar, with its certificate", "default/sleep", "via gateway and sni-proxy"],
      ["wikipedia: around the sidecar, without a certificate", "default/sleep", "blocked at gateway"],
      ["wikipedia: around the sidecar, with a foreign name inside", "default/sleep", "blocked at sni-proxy"],
    ]);
  });

  test("is not written for waypoint alone", async () => {
    const { code, out, err } = await runMain(
      [
        "gen",
        "--domain",
        ".wikipedia.org",
        "--istio",
        "1.31",
        "--strategy",
        "waypoint",
        "--data-plane",
        "ambient",
        "--tests",
        "w.yaml",
      ],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("ambient");
  });

  test("that cannot be written is an error that names the flag", async () => {
    const { code, err } = await runMain(["gen", "--domain", ".wikipedia.org", "--tests", "/dev/null/x.yaml"], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(err).toContain("(--tests /dev/null/x.yaml)");
  });
});

/** A stream without the documents of one kind. */
function without(manifests: string, kind: string): string {
  return manifests
    .split("---\n")
    .filter((document) => !document.includes(`\nkind: ${kind}\n`))
    .join("---\n");
}
