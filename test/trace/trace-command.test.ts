import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import type { FakeIoOptions } from "../cli/fake-io.ts";
import { type MainResult, runMain } from "../cli/run-main.ts";
import { ROOT } from "../docs/markdown.ts";

const folder = mkdtempSync(join(tmpdir(), "wildegress-trace-"));
const GEN = ["gen", "--quiet", "--domain", "*.wikipedia.org", "--istio", "1.31"];

beforeAll(async () => {
  await compileValidators({ outDir: "dist/validators" });
  mkdirSync(join(folder, "new"));
  const direct = await runMain([...GEN, "--strategy", "direct"]);
  writeFileSync(join(folder, "egress.yaml"), direct.out);
  const gateway = await runMain([
    ...GEN,
    "--strategy",
    "sni-proxy",
    "--gateway",
    "istio-egressgateway",
    "--from",
    "default/sleep",
  ]);
  writeFileSync(join(folder, "new", "egress.yaml"), gateway.out);
});
afterAll(() => rmSync(folder, { recursive: true }));

const trace = (args: readonly string[], options: FakeIoOptions = {}): Promise<MainResult> =>
  runMain(["trace", ...args], { cwd: folder, ...options });
const CLOSED = ["-f", "egress.yaml", "--from", "default/sleep", "--istio", "1.31", "--outbound", "REGISTRY_ONLY"];

describe("one connection", () => {
  // Seen on the mesh, with an istiod of 1.13 and with those from 1.16 on.
  test.each([
    ["1.15", "en.wikipedia.org", 0],
    ["1.15", "en.wikipedia.org:80", 0],
    ["1.15", "en.wikipedia.org:8443", 1],
    ["1.16", "en.wikipedia.org:8443", 0],
  ])("of HTTP on Istio %s, with Host %s", async (istio, host, code) => {
    const entry = {
      hosts: ["en.wikipedia.org"],
      ports: [{ number: 80, name: "http", protocol: "HTTP" }],
      resolution: "DNS",
    };
    const kind = { apiVersion: "networking.istio.io/v1beta1", kind: "ServiceEntry", metadata: { name: "http" } };
    writeFileSync(join(folder, "http.json"), JSON.stringify({ ...kind, spec: entry }));
    const asked = ["en.wikipedia.org:80", "-f", "http.json", "--istio", istio, "--host-header", host];
    expect((await trace([...asked, "--outbound", "REGISTRY_ONLY"])).code).toBe(code);
  });

  test("that is reached: the way, with files and lines, and 0", async () => {
    const { code, out, err } = await trace(["de.wikipedia.org:443", ...CLOSED]);
    expect([code, err]).toEqual([0, ""]);
    const line = lineOf("egress.yaml", "    - sniHosts", "      sniHosts:");
    expect(out).toMatch(/^✓ de\.wikipedia\.org:443 is reached/);
    expect(out).toMatch(new RegExp(`VirtualService default/\\S+ {2}egress\\.yaml:(?:${line.join("|")})`));
    expect(out).toMatch(/\nReached by sidecar\.\n/);
  });

  test("that is refused: why, what to do, and 1", async () => {
    const { code, out } = await trace(["evil.example.com", ...CLOSED]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ /);
    expect(out).toContain("BlackHoleCluster");
    expect(out).toContain("  $ wildegress gen --domain evil.example.com --namespace default\n");
  });

  test.each([["tls"], ["http"]])(
    "that passes only because the mesh lets everything out: a caution, %s",
    async (protocol) => {
      const open = CLOSED.with(-1, "ALLOW_ANY");
      const { code, out } = await trace(["evil.example.com", "--protocol", protocol, ...open]);
      expect(code).toBe(0);
      expect(out).toContain("No manifest lists this");
      expect(out).not.toContain("the name was checked");
      const listed = await trace(["de.wikipedia.org", ...open]);
      expect(listed.out).not.toContain("No manifest lists this");
    },
  );

  test("by a gateway whose Service names the port of its pods", async () => {
    const routes = readFileSync(join(ROOT, "test/check/rules/none-behind-gateway/ok.yaml"), "utf8");
    const named = (port: string) => `${routes}
---
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [{ name: tls, port: 443, targetPort: https }]
---
apiVersion: v1
kind: Pod
metadata: { name: egress-1, namespace: istio-system, labels: { istio: egressgateway } }
spec: { containers: [{ name: istio-proxy, ports: [{ name: ${port}, containerPort: 8443 }] }] }
`;
    writeFileSync(join(folder, "named.yaml"), named("https"));
    expect((await trace(["en.wikipedia.org", "-f", "named.yaml"])).out).toMatch(/^✓ .* is reached by gateway/);
    writeFileSync(join(folder, "misnamed.yaml"), named("tls"));
    expect((await trace(["en.wikipedia.org", "-f", "misnamed.yaml"])).code).toBe(1);
  });

  test("that nobody can tell: 4", async () => {
    const patch = `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: tweak, namespace: default }
spec:
  configPatches:
  - applyTo: LISTENER
    match: { context: SIDECAR_OUTBOUND }
    patch: { operation: MERGE, value: { per_connection_buffer_limit_bytes: 1 } }
  - applyTo: FILTER_CHAIN
    match: { context: SIDECAR_OUTBOUND }
    patch: { operation: REMOVE }
`;
    const { code, out } = await trace(["de.wikipedia.org", ...CLOSED.with(1, "-")], {
      stdin: readFileSync(join(folder, "egress.yaml"), "utf8") + patch,
    });
    expect(out).toContain("EnvoyFilter default/tweak");
    expect(code).toBe(4);
  });

  test("what is not said is taken for granted, and said", async () => {
    const { out } = await trace(["de.wikipedia.org:8080", "-f", "egress.yaml"]);
    for (const words of [
      "Istio 1.31, the newest known",
      "ALLOW_ANY, Istio's default",
      "some workload of namespace default",
      "speaks HTTP, as is usual on port 8080",
      "applied to default",
    ]) {
      expect(out).toContain(words);
    }
  });

  test("--namespace is that of manifests without one, and the client's", async () => {
    expect(
      (await trace(["de.wikipedia.org", "-f", "egress.yaml", "-n", "team", "--outbound", "REGISTRY_ONLY"])).code,
    ).toBe(0);
    expect(
      (
        await trace([
          "de.wikipedia.org",
          "-f",
          "egress.yaml",
          "-n",
          "team",
          "--from",
          "default/x",
          "--outbound",
          "REGISTRY_ONLY",
        ])
      ).code,
    ).toBe(1);
  });

  test("JSON fits its schema, in each outcome", async () => {
    const validate = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(readFileSync(`${ROOT}schemas/trace.schema.json`, "utf8")),
    );
    for (const args of [
      ["de.wikipedia.org"],
      ["evil.example.com"],
      ["de.wikipedia.org", "--ip", "203.0.113.66"],
      ["de.wikipedia.org", "--protocol", "http", "--path", "/x"],
      ["192.0.2.1:22", "--protocol", "tcp"],
      ["x.wikipedia.org", "--bypass-sidecar"],
    ]) {
      const { out, err } = await trace([...args, ...CLOSED, "--format", "json"]);
      const value: unknown = JSON.parse(out);
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      expect(err).toBe("");
    }
  });

  test("around the sidecar, through the gateway, with and without a certificate", async () => {
    const around = [
      "de.wikipedia.org",
      "-f",
      "new",
      "--from",
      "default/sleep",
      "--bypass-sidecar",
      "--through",
      "istio-system/istio-egressgateway:443",
      "--tunnel-sni",
      "wikipedia.wildegress.internal",
    ];
    expect((await trace(around)).code).toBe(0);
    const refused = await trace([...around, "--no-certificate"]);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain("certificate");
  });

  test("diagrams are files; mermaid goes to stdout", async () => {
    await trace(["de.wikipedia.org", ...CLOSED, "--diagram", "way.svg"]);
    expect(readFileSync(join(folder, "way.svg"), "utf8")).toMatch(/^<svg /);
    await trace(["de.wikipedia.org", ...CLOSED, "--diagram", "way.html"]);
    expect(readFileSync(join(folder, "way.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect((await trace(["de.wikipedia.org", ...CLOSED, "--format", "mermaid"])).out).toMatch(/\nflowchart TD\n/);
  });

  test("colour only on a terminal", async () => {
    expect((await trace(["de.wikipedia.org", ...CLOSED], { isTTY: true })).out).toContain("\u001b[");
    expect((await trace(["de.wikipedia.org", ...CLOSED], { isTTY: true, env: { NO_COLOR: "1" } })).out).not.toContain(
      "\u001b[",
    );
  });

  test("the same input gives the same bytes", async () => {
    const args = ["de.wikipedia.org", "-f", "new", "--from", "default/sleep", "-v"];
    expect(await trace(args)).toEqual(await trace(args));
  });
});

test("a table: a line each, what it came to on stderr, and 1 where one is blocked", async () => {
  const { code, out, err } = await trace(["--table", "-", ...CLOSED], {
    stdin: "de.wikipedia.org\nevil.example.com\n",
  });
  expect(out).toBe(
    "de.wikipedia.org\treached\tsidecar\tde.wikipedia.org\nevil.example.com\tblocked\tsidecar\tBlackHoleCluster\n",
  );
  expect(err).toMatch(/^2 names: 1 reached, 1 blocked\n/);
  expect(code).toBe(1);
  expect((await trace(["--table", "-", ...CLOSED], { stdin: "de.wikipedia.org\n" })).code).toBe(0);
  expect((await trace(["--table", "-", ...CLOSED], { stdin: "# none\n" })).code).toBe(2);
  expect((await trace(["--table", "-", ...CLOSED], { stdin: "de.wikipedia.org\na b\n" })).code).toBe(2);
});

test("a table says of each name what a trace of it says", async () => {
  const names = ["de.wikipedia.org", "a.b.wikipedia.org", "wikipedia.org", "evil.example.com", "localhost"];
  for (const files of [CLOSED, CLOSED.with(1, "new"), ["-f", "new", "--from", "x/y"]]) {
    const { out } = await trace(["--table", "-", ...files, "--format", "json"], { stdin: names.join("\n") });
    for (const [index, line] of out.trim().split("\n").entries()) {
      const alone = JSON.parse((await trace([names[index] ?? "", ...files, "--format", "json"])).out);
      const { outcome, way, endsAt, detail } = alone;
      expect(JSON.parse(line)).toMatchObject({ outcome, way, endsAt, detail });
    }
  }
});

test("--diff: which names go another way, and where one parts", async () => {
  const both = ["--diff", "egress.yaml", "new", "--from", "default/sleep", "--outbound", "REGISTRY_ONLY"];
  const table = await trace(["--table", "-", ...both], { stdin: "de.wikipedia.org\nevil.example.com\n" });
  expect(table.out).toBe("de.wikipedia.org\treached by sidecar\treached by gateway and SNI proxy\n");
  expect(table.err).toBe("2 names: 1 go another way, 1 as before\n");
  expect(table.code).toBe(1);
  const one = await trace(["de.wikipedia.org", ...both]);
  expect(one.out).toContain("  before: reached by sidecar\n  after:  reached by gateway and SNI proxy\n");
  expect(one.code).toBe(1);
  const third = await trace([
    "--from",
    "default/sleep",
    "--outbound",
    "REGISTRY_ONLY",
    "--diff",
    "new",
    "new",
    "de.wikipedia.org",
  ]);
  expect(third.out).toContain("the same: reached by gateway and SNI proxy");
  expect(third.code).toBe(0);
  expect((await trace(["de.wikipedia.org", "--diff", "new"])).code).toBe(2);
});

test("--expect: 0, 1 and 4, in text, JSON and JUnit", async () => {
  const write = (expected: string): void =>
    writeFileSync(join(folder, "t.yaml"), `- { host: de.wikipedia.org, from: default/sleep, expect: ${expected} }\n`);
  const held = (...more: string[]): Promise<MainResult> => trace(["--expect", "t.yaml", "-f", "egress.yaml", ...more]);
  write("via sidecar");
  expect(await held()).toEqual({ code: 0, out: "", err: "1 expectation: 1 as expected, 0 not\n" });
  write("blocked");
  const { code, out } = await held();
  expect(code).toBe(1);
  expect(out).toMatch(
    /^t\.yaml:1:3: default\/sleep → de\.wikipedia\.org:443, TLS\n {2}expected: blocked\n {2}happened: via sidecar/,
  );
  expect(JSON.parse((await held("--format", "json")).out)).toMatchObject({ passed: false });
  expect((await held("--format", "junit")).out).toContain('failures="1"');
});

test.each([
  [["de.wikipedia.org"], "no manifests were named"],
  [["https://de.wikipedia.org/", "-f", "egress.yaml"], "write de.wikipedia.org:443"],
  [["de.wikipedia.org:443", "--port", "80", "-f", "egress.yaml"], "a connection has one"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--from", "sleep"], "default/sleep"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--ip", "x"], "no IP address"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--istio", "1.99"], "not a release"],
  [["de.wikipedia.org", "-f", "no-such"], "no such file"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--bypass-sidecar", "--through", "x"], "names no gateway"],
  [["de.wikipedia.org", "-f", "-", "--hosts", "-"], "read standard input"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--mesh-config", "."], "is a folder"],
  [["de.wikipedia.org", "-f", "egress.yaml", "--diagram", "no/such/../x/way.png"], "neither in .svg nor in .html"],
])("%j is a usage error with a way out", async (args, words) => {
  const { code, out, err } = await trace(args);
  expect(err).toContain(words);
  expect(err).toMatch(/\n {2}fix: /);
  expect([code, out]).toEqual([2, ""]);
});

/** Numbers of the lines of a file that contain one of the texts. */
function lineOf(file: string, ...texts: string[]): number[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.flatMap((line, index) =>
    texts.some((text) => line.includes(text.trim())) ? [index + 1, index + 2] : [],
  );
}
