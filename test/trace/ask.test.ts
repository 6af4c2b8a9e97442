import { describe, expect, test } from "vitest";
import { DiagnosticError, type Origin } from "../../src/diagnostics/diagnostic.ts";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { worldOfText } from "../../src/model/world/read-world.ts";
import { parseHostsFile } from "../../src/trace/ask/hosts-file.ts";
import { meshConfigIn, parseMeshConfig } from "../../src/trace/ask/mesh-config.ts";
import { modeOf } from "../../src/trace/ask/misplaced.ts";
import type { TraceOptions } from "../../src/trace/ask/options.ts";
import { settle } from "../../src/trace/ask/settings.ts";
import { canonicalName, parseTarget } from "../../src/trace/ask/target.ts";

const at: Origin = { kind: "default" };

function codes(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const { what, why, fix } of error.diagnostics)
      for (const words of [what, why, fix]) expect(words).toMatch(/\S/);
    return error.diagnostics.map(({ code }) => code);
  }
}

describe("a target", () => {
  test.each([
    ["de.wikipedia.org", "de.wikipedia.org", undefined],
    ["DE.Wikipedia.org:8443", "de.wikipedia.org", 8443],
    [" de.wikipedia.org ", "de.wikipedia.org", undefined],
    ["bücher.example:443", "xn--bcher-kva.example", 443],
    ["httpbin", "httpbin", undefined],
    ["192.0.2.7:443", "192.0.2.7", 443],
    ["2001:db8::1", "2001:db8::1", undefined],
    ["[2001:db8::1]:443", "2001:db8::1", 443],
  ])("%s", (text, host, port) => {
    expect(parseTarget(text, at)).toMatchObject({ host, port });
  });

  test.each([
    ["https://de.wikipedia.org/wiki", "url-for-target", "write de.wikipedia.org:443"],
    ["http://de.wikipedia.org/wiki", "url-for-target", "write de.wikipedia.org:80 --path '/wiki'"],
    ["https://user:pw@de.wikipedia.org:8443/", "url-for-target", "write de.wikipedia.org:8443"],
    ["de.wikipedia.org/wiki", "path-for-target", "write de.wikipedia.org"],
    ["*.wikipedia.org", "wildcard-target", "www.wikipedia.org"],
    [".wikipedia.org:443", "wildcard-target", "www.wikipedia.org"],
    ["de.wikipedia.org.", "trailing-dot", "write de.wikipedia.org"],
    ["de.wikipedia.org:https", "bad-port", "443"],
    ["de.wikipedia.org:0", "bad-port", "443"],
    ["de.wikipedia.org:70000", "bad-port", "443"],
    ["a b", "bad-target", "de.wikipedia.org:443"],
    ["", "bad-target", "de.wikipedia.org:443"],
    ["a..b", "bad-target", "de.wikipedia.org:443"],
    ["[de.wikipedia.org]:443", "bad-target", "de.wikipedia.org:443"],
  ])("%s is none", (text, code, fix) => {
    const run = (): unknown => parseTarget(text, at);
    expect(codes(run)).toEqual([code]);
    expect(run).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ fix: expect.stringContaining(fix) })] }),
    );
  });

  test("a name has labels of 63 and 253 characters in all", () => {
    expect(canonicalName(`${"a".repeat(63)}.org`)).toBeDefined();
    expect(canonicalName(`${"a".repeat(64)}.org`)).toBeUndefined();
    expect(canonicalName(`${"a.".repeat(125)}org`)).toBeDefined();
    expect(canonicalName(`${"a.".repeat(126)}org`)).toBeUndefined();
  });
});

describe("flags that are misplaced say why", () => {
  const f = { filename: ["x"] };
  test.each<[string | undefined, TraceOptions, string[]]>([
    ["x", { ...f }, []],
    ["x", { ...f, certificate: true, sni: "y" }, []],
    [undefined, { ...f, table: "t" }, []],
    [undefined, { ...f, expect: ["t"], format: "junit" }, []],
    [undefined, { ...f }, ["no-target"]],
    ["x", { ...f, table: "t" }, ["flag-without-effect"]],
    ["x", { ...f, expect: ["t"] }, ["flag-without-effect"]],
    [undefined, { ...f, expect: ["t"], from: "a/b", port: "1" }, ["flag-without-effect", "flag-without-effect"]],
    ["x", { ...f, protocol: "http", sni: "y" }, ["flag-without-effect"]],
    ["x", { ...f, protocol: "tls", hostHeader: "y" }, ["flag-without-effect"]],
    ["x", { ...f, sni: "y", path: "/z" }, ["flag-without-effect"]],
    ["x", { ...f, path: "z" }, ["bad-path"]],
    ["x", { ...f, through: "a/b" }, ["flag-without-effect"]],
    ["x", { ...f, through: "a/b", bypassSidecar: true, tunnelSni: "z", certificate: false }, []],
    ["x", { ...f, tunnelSni: "z", certificate: false }, ["flag-without-effect", "flag-without-effect"]],
    ["x", { ...f, diagram: "x.png" }, ["bad-diagram"]],
    [undefined, { ...f, table: "t", ip: "1.2.3.4", diagram: "x.svg" }, ["flag-without-effect", "flag-without-effect"]],
    [undefined, { ...f, table: "t", format: "mermaid" }, ["flag-without-effect"]],
    ["x", { ...f, format: "junit" }, ["flag-without-effect"]],
    ["x", { diff: ["a", "b"], diagram: "x.svg" }, ["flag-without-effect"]],
  ])("%s %j", (target, options, expected) => {
    expect(codes(() => modeOf(target, options))).toEqual(expected);
  });
});

describe("a hosts file", () => {
  test("has addresses and their names", () => {
    const text = "# mine\n192.0.2.7  De.Wikipedia.org de # x\r\n2001:db8::1 de.wikipedia.org\n\n";
    expect([...parseHostsFile(text, "hosts")]).toEqual([
      ["de.wikipedia.org", ["192.0.2.7", "2001:db8::1"]],
      ["de", ["192.0.2.7"]],
    ]);
  });

  test("that is none names the lines", () => {
    const run = (): unknown => parseHostsFile("de.wikipedia.org 192.0.2.7\n192.0.2.7\n192.0.2.7 a..b\n", "hosts");
    expect(codes(run)).toEqual(["bad-hosts-file", "bad-hosts-file", "bad-hosts-file"]);
    expect(run).toThrow(
      expect.objectContaining({
        diagnostics: [1, 2, 3].map((line) =>
          expect.objectContaining({ at: { kind: "file", file: "hosts", line, column: 1 } }),
        ),
      }),
    );
  });
});

describe("mesh config", () => {
  const MESH =
    'rootNamespace: root\ntrustDomain: td\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY\ndefaultConfig:\n  proxyMetadata:\n    ISTIO_META_DNS_CAPTURE: "true"\n';
  const READ = { outbound: "REGISTRY_ONLY", rootNamespace: "root", trustDomain: "td", dnsCapture: true };
  const inMap = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |-\n${MESH.replace(/^/gm, "    ")}\n`;
  const inOperator = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: x }\nspec:\n  meshConfig:\n${MESH.replace(/^/gm, "    ")}\n`;

  test.each([
    ["by itself", MESH],
    ["in its ConfigMap", inMap],
    ["in an IstioOperator", inOperator],
  ])("is read %s", (_where, text) => {
    expect(parseMeshConfig(text, "x")).toEqual(READ);
  });

  test("is taken from the manifests too; flags and --mesh-config win", async () => {
    const { world } = await worldOfText(inMap, "x", { namespace: "default", release: NEWEST_RELEASE.name });
    expect(meshConfigIn(world)?.config).toEqual(READ);
    const facts = { release: NEWEST_RELEASE, releaseKnown: true, addresses: new Map(), config: undefined };
    expect(settle(facts, {}, world)).toMatchObject({
      settings: { outbound: "REGISTRY_ONLY", rootNamespace: "root", trustDomain: "td", target: { dnsCapture: true } },
      assumptions: [],
    });
    expect(settle(facts, { outbound: "ALLOW_ANY", dnsCapture: false }, world).settings).toMatchObject({
      outbound: "ALLOW_ANY",
      target: { dnsCapture: false },
    });
    expect(settle({ ...facts, config: parseMeshConfig("accessLogFile: x\n", "y") }, {}, world)).toMatchObject({
      settings: { outbound: "ALLOW_ANY", rootNamespace: "istio-system" },
      assumptions: [expect.stringContaining("ALLOW_ANY, Istio's default")],
    });
  });

  test("that is none is an error", () => {
    expect(codes(() => parseMeshConfig("kind: Service\n", "x"))).toEqual(["no-mesh-config"]);
    expect(codes(() => parseMeshConfig("outboundTrafficPolicy: { mode: DENY }\n", "x"))).toEqual(["bad-mesh-config"]);
    expect(codes(() => parseMeshConfig("a: [\n", "x"))).toEqual(["bad-yaml"]);
  });
});
