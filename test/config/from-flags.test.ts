import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnosticsOf, requestOfArgs } from "./load.ts";

const cwd = mkdtempSync(join(tmpdir(), "wildegress-flags-"));
writeFileSync(join(cwd, "domains.txt"), "# ours\n*.a.example\n\n  b.example # and this\r\n.c.example\n");
writeFileSync(join(cwd, "none.txt"), "# nothing\n\n");
writeFileSync(join(cwd, "binary"), Buffer.from([0x61, 0x00, 0x62]));
writeFileSync(join(cwd, "latin1.txt"), Buffer.from([0x62, 0xfc, 0x63, 0x68]));
writeFileSync(join(cwd, "huge.txt"), "x".repeat(50 * 1024 * 1024));

const domainsOf = async (...args: string[]) =>
  (await requestOfArgs(args, { cwd, stdin: "x.example\ny.example\n" })).policies[0]?.domains;

describe("--domain", () => {
  test("is repeatable and takes commas; all of them are one policy", async () => {
    const request = await requestOfArgs(["--domain", "a.example, .b.example", "--domain", "*.c.example"]);
    expect(request.policies).toHaveLength(1);
    expect(request.policies[0]?.domains).toEqual(
      ["a.example", ".b.example", "*.c.example"].map((value) => ({
        value,
        at: { kind: "flag", flag: "--domain", value },
      })),
    );
  });

  test("@FILE has one on each line, with comments, and keeps their places", async () => {
    const at = (line: number, column: number) => ({ kind: "file", file: "domains.txt", line, column });
    expect(await domainsOf("--domain", "@domains.txt")).toEqual([
      { value: "*.a.example", at: at(2, 1) },
      { value: "b.example", at: at(4, 3) },
      { value: ".c.example", at: at(5, 1) },
    ]);
  });

  test("@- is standard input, and mixes with others", async () => {
    const found = await domainsOf("--domain", "a.example,@-");
    expect(found?.map(({ value }) => value)).toEqual(["a.example", "x.example", "y.example"]);
    expect(found?.[2]?.at).toEqual({ kind: "file", file: "<stdin>", line: 2, column: 1 });
  });

  test("a stray comma is seen", async () => {
    expect((await domainsOf("--domain", "a.example,"))?.map(({ value }) => value)).toEqual(["a.example", ""]);
  });

  test.each([
    ["a file that is not there", "@nowhere.txt", "file-not-found", 2],
    ["no file name", "@", "empty-file-name", 2],
    ["a folder", "@.", "is-a-directory", 2],
    ["a file without domains", "@none.txt", "no-domains", 2],
    ["a binary file", "@binary", "not-text", 2],
    ["a file that is not UTF-8", "@latin1.txt", "not-text", 2],
    ["50 MB of garbage", "@huge.txt", "input-too-large", 2],
    ["an endless device", "@/dev/zero", "input-too-large", 2],
    ["a name with NUL", "@a\0b", "file-not-found", 2],
    ["a file below a file", "@domains.txt/x", "file-not-found", 2],
  ])("%s", async (_title, value, code) => {
    const [first] = await diagnosticsOf(requestOfArgs(["--domain", value], { cwd }));
    expect(first).toMatchObject({ severity: "error", code, at: { kind: "flag", flag: "--domain" } });
    expect(first?.why).toBeTruthy();
    expect(first?.fix).toBeTruthy();
  });
});

describe("flags", () => {
  test("make the whole request", async () => {
    const args = [
      "--domain=*.a.example --name=a --port=443,80/http --port 8443/tls --strategy sni-proxy --via www.a.example",
      "--sni-proxy nginx --no-mtls --from crawler/reader,reports --istio 1.30 --data-plane ambient --dns-capture",
      "--namespace crawler --gateway egress --gateway-namespace mesh --gateway-selector istio=egress,app=x",
      "--gateway-port 8443 --gateway-install helm --gateway-revision canary --api gateway-api --mesh-domain c.local",
      "--export-to . --resolver 10.0.0.10 --ip-family both --mesh-cidr 100.64.0.0/10 --allow-private 10.1.0.0/16",
      "--accept-broad --tls-origination --harden --no-harden-sidecar --allow-namespace shop,pay",
    ].flatMap((line) => line.split(" "));
    expect(values(await requestOfArgs(args))).toEqual({
      istio: "1.30",
      dataPlane: "ambient",
      dnsCapture: true,
      meshDomain: "c.local",
      gateway: {
        name: "egress",
        namespace: "mesh",
        selector: { istio: "egress", app: "x" },
        port: 8443,
        api: "gateway-api",
        install: "helm",
        revision: "canary",
        resolver: ["10.0.0.10"],
        ipFamily: "both",
        meshCidr: ["100.64.0.0/10"],
      },
      harden: { sidecar: false, networkPolicy: true, allowNamespaces: ["shop", "pay"] },
      defaults: SETTINGS,
      policies: [{ name: "a", domains: ["*.a.example"], ...SETTINGS }],
    });
  });

  test("point at themselves", async () => {
    const request = await requestOfArgs(["--domain", "a.example", "--no-mtls", "--gateway-port", "15443", "--harden"]);
    expect(request.policies[0]?.mtls?.at).toEqual({ kind: "flag", flag: "--no-mtls" });
    expect(request.gateway?.port?.at).toEqual({ kind: "flag", flag: "--gateway-port", value: "15443" });
    expect(request.harden?.networkPolicy?.at).toEqual({ kind: "flag", flag: "--harden" });
  });

  test("what nobody said is absent", async () => {
    const request = await requestOfArgs(["--domain", "a.example"]);
    expect(Object.keys(request)).toEqual(["policies"]);
    expect(Object.keys(request.policies[0] ?? {}).sort()).toEqual(["at", "domains"]);
  });

  test.each([
    [["--domain", "a.example", "--gateway-port", "x"], "not-a-number"],
    [["--domain", "a.example", "--gateway-port", "-1"], "not-a-number"],
    [["--domain", "a.example", "--gateway-port", "1e3"], "not-a-number"],
    [["--domain", "a.example", "--gateway-selector", "istio"], "bad-labels"],
    [["--domain", "a.example", "--gateway-selector", "a=b,"], "bad-labels"],
    [["--domain", "@-", "-f", "-"], "stdin-twice"],
    [[], "no-policy"],
    [["--istio", "1.30"], "no-policy"],
  ])("%j", async (args, code) => {
    const [first] = await diagnosticsOf(requestOfArgs(args));
    expect(first).toMatchObject({ severity: "error", code });
    expect(first?.fix).toBeTruthy();
  });

  test.each([
    [["--strategy", "sni-proxi"], /Did you mean sni-proxy\?/],
    [["--strategy", "direct", "--strategy", "direct"], /given twice/],
    [["-f", "a", "-f", "b"], /--file was given twice/],
    [["--domain", "--port", "443"], /The value is missing/],
    [["--domian", "a.example"], /Did you mean --domain\?/],
    [["--port"], /argument missing/],
  ])("commander refuses %j", async (args, words) => {
    await expect(requestOfArgs(args)).rejects.toThrow(words);
  });

  test("no domain, but a wildegress.yaml in the folder: says how to use it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wildegress-here-"));
    writeFileSync(join(folder, "wildegress.yaml"), "policies: []\n");
    const [first] = await diagnosticsOf(requestOfArgs([], { cwd: folder }));
    expect(first?.fix).toContain("-f wildegress.yaml");
  });
});

const SETTINGS = {
  ports: ["443", "80/http", "8443/tls"],
  strategy: "sni-proxy",
  via: "www.a.example",
  sniProxy: "nginx",
  mtls: false,
  from: ["crawler/reader", "reports"],
  namespace: "crawler",
  exportTo: ["."],
  tlsOrigination: true,
  allowPrivate: ["10.1.0.0/16"],
  acceptBroad: true,
};

/** Takes the origins out. */
function values(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(values);
  if (typeof value !== "object" || value === null) return value;
  if ("value" in value && "at" in value) return value.value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "at")
      .map(([key, below]) => [key, values(below)]),
  );
}
