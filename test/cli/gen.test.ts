import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { runMain } from "./run-main.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "wildegress-gen-"));
const gen = (line: string, options = {}) => runMain(["gen", ...line.split(" ")], options);

const NGINX = "--domain *.wikipedia.org --istio 1.30 --strategy sni-proxy --sni-proxy nginx";
const kindsIn = (yaml: string): string[] => parseAllDocuments(yaml).map((document) => document.toJS().kind);

describe("gen", () => {
  test("prints manifests on stdout, words on stderr", async () => {
    const { code, out, err } = await gen("--domain *.wikipedia.org");
    expect(code).toBe(0);
    expect(kindsIn(out)).toContain("ServiceEntry");
    expect(out).not.toContain("#");
    expect(err).toMatch(/^warning: .*any other address.*\n {2}fix: .*--istio.*gateway/m);
    expect(err).toMatch(/^note: .*does not cover wikipedia.org itself/m);
  });

  test("is deterministic, in whatever order the domains come", async () => {
    const one = await gen("--domain *.b.example,*.a.example,x.c.example --istio 1.30 --name x");
    const other = await gen("--domain x.c.example --domain *.a.example --domain *.b.example --istio 1.30 --name x");
    expect(one.out).not.toBe("");
    expect(other.out).toBe(one.out);
  });

  test("a file and the same in flags give the same", async () => {
    const file = 'istio: 1.30\npolicies: [{name: w, domains: ["*.wikipedia.org"], ports: [443, 80/http]}]';
    const flags = await gen("--domain *.wikipedia.org --name w --port 443,80/http --istio 1.30");
    expect((await gen("-f -", { stdin: file })).out).toBe(flags.out);
    expect(flags.out).not.toBe("");
  });

  test("says which strategy auto took, and why not the others", async () => {
    const { err } = await gen("--domain *.wikipedia.org --istio 1.30");
    expect(err).toMatch(/note: policy "wikipedia": auto chose dynamic-dns/);
    for (const other of ["sni-proxy", "single-host", "waypoint", "direct"]) expect(err).toContain(`not ${other}: `);
  });

  test("--quiet leaves notes out and warnings in", async () => {
    expect((await gen("--domain *.wikipedia.org --istio 1.30 --quiet")).err).not.toContain("note:");
    expect((await gen("--domain *.wikipedia.org --quiet")).err).toContain("warning:");
  });

  test("--format list and json say the same as yaml", async () => {
    const yaml = parseAllDocuments((await gen(NGINX)).out).map((document) => document.toJS());
    const list = JSON.parse((await gen(`${NGINX} --format list`)).out);
    expect(list).toEqual({ apiVersion: "v1", kind: "List", items: yaml });
    expect((await gen(`${NGINX} --format json`)).out).toBe(
      yaml.map((one) => `${JSON.stringify(one, null, 2)}\n`).join(""),
    );
  });

  test("--comments says why each resource is there", async () => {
    const { out } = await gen(`${NGINX} --comments`);
    const plain = await gen(NGINX);
    expect(
      out
        .split("\n")
        .filter((line) => !line.startsWith("# "))
        .join("\n"),
    ).toBe(plain.out);
    expect(out.match(/^# /gm)?.length).toBeGreaterThanOrEqual(kindsIn(plain.out).length);
  });

  test("--only keeps kinds, in any case, repeated or with commas", async () => {
    expect(new Set(kindsIn((await gen(`${NGINX} --only serviceentry,GATEWAY --only ConfigMap`)).out))).toEqual(
      new Set(["ServiceEntry", "Gateway", "ConfigMap"]),
    );
  });

  test.each([
    ["--only ServiceEntri", "did you mean ServiceEntry?"],
    ["--only Deployment", "it has: "],
    ["--format yml", "Did you mean yaml?"],
    ["--format helm-values", "--gateway-install helm"],
    ["--single-file", "add --out DIR"],
    ["--out x --format json", "leave one of the two out"],
    ["--comments --format json", "has no room for comments"],
    ["--out x --dry-run", "cannot be used with option"],
    ["--template-dir nowhere --out x", "there is no folder nowhere"],
    ["surplus", "quote the wildcard"],
  ])("%s is refused", async (flags, words) => {
    const cwd = folder();
    const { code, out, err } = await gen(`--domain *.wikipedia.org ${flags}`, { cwd });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("gen --out", () => {
  test("writes a file for each resource, and a kustomization.yaml that names them", async () => {
    const cwd = folder();
    const { code, out, err } = await gen(`${NGINX} --out manifests`, { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/note: wrote \d+ files to manifests/);
    const files = readdirSync(join(cwd, "manifests")).sort();
    const { resources } = parse(readFileSync(join(cwd, "manifests/kustomization.yaml"), "utf8"));
    expect([...resources, "kustomization.yaml"].sort()).toEqual(files);
    expect((await gen(`${NGINX} --format kustomize`)).out).toBe(
      readFileSync(join(cwd, "manifests/kustomization.yaml"), "utf8"),
    );
  });

  test("--single-file writes what stdout would have", async () => {
    const cwd = folder();
    await gen(`${NGINX} --out . --single-file`, { cwd });
    expect(readFileSync(join(cwd, "manifests.yaml"), "utf8")).toBe((await gen(NGINX)).out);
  });

  test("names the files of an earlier run that remain", async () => {
    const cwd = folder();
    await gen(`${NGINX} --out .`, { cwd });
    const { err } = await gen("--domain *.wikipedia.org --out .", { cwd });
    expect(err).toMatch(/warning: \. has \d+ files of an earlier run/);
  });

  test("--template-dir replaces the kustomization", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "kustomization.yaml"),
      "kind: Kustomization\nnamePrefix: x-\nresources:\n  # {{resources}}\n",
    );
    await gen("--domain *.wikipedia.org --out out --template-dir .", { cwd });
    expect(parse(readFileSync(join(cwd, "out/kustomization.yaml"), "utf8")).namePrefix).toBe("x-");
  });

  test("Helm values are a file beside, which the kustomization leaves out; the stream says how to get them", async () => {
    const cwd = folder();
    const line = `${NGINX} --gateway-install helm`;
    expect((await gen(`${line} --out .`, { cwd })).code).toBe(0);
    const values = readdirSync(cwd).filter((name) => /values/.test(name));
    expect(values).toHaveLength(1);
    expect(readFileSync(join(cwd, "kustomization.yaml"), "utf8")).not.toContain(values[0]);
    expect(readFileSync(join(cwd, values[0] ?? ""), "utf8")).toBe((await gen(`${line} --format helm-values`)).out);
    const { out, err } = await gen(line);
    expect(kindsIn(out)).not.toContain(undefined);
    expect(err).toContain("print it with --format helm-values");
  });

  test("--only IstioOperator prints it alone", async () => {
    const line = `${NGINX} --gateway-install operator`;
    expect(kindsIn((await gen(`${line} --only istiooperator`)).out)).toEqual(["IstioOperator"]);
    expect(kindsIn((await gen(line)).out)).not.toContain("IstioOperator");
  });
});

describe("gen --dry-run", () => {
  test("tells target, choice, way, and what becomes reachable, and makes nothing", async () => {
    const cwd = folder();
    const { code, out } = await gen(
      `${NGINX} --domain wikipedia.org --port 443 --from crawler/reader --harden --dry-run`,
      { cwd },
    );
    expect(code).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
    for (const words of [
      "Target: Istio 1.30",
      "Policy wikipedia",
      "sni-proxy: asked for",
      /direct: /,
      "every name below wikipedia.org, of any depth",
      "on port 443/tls",
      "service account reader in namespace crawler",
      /Way\n {4}\S.*→/,
      /Protects from\n {4}\S/,
      /Does not protect from\n {4}\S/,
      "REGISTRY_ONLY",
      /Would make \d+ resources/,
    ]) {
      expect(out).toMatch(words);
    }
    expect(kindsIn((await gen(`${NGINX} --from crawler/reader --harden`)).out).length).toBeGreaterThan(3);
  });

  test("lists every resource that gen would print", async () => {
    const { out } = await gen(`${NGINX} --dry-run`);
    const documents = parseAllDocuments((await gen(NGINX)).out).map((document) => document.toJS());
    expect(documents.length).toBeGreaterThan(3);
    for (const { kind, metadata } of documents) expect(out).toContain(`  ${kind} ${metadata.name} (`);
    expect(out).toContain(`Would make ${documents.length} resources`);
  });

  test("of a thousand policies it counts resources", async () => {
    const policies = Array.from(
      { length: 1000 },
      (_, index) => `  - {name: p${index}, domains: ["*.a${index}.example"]}`,
    );
    const { code, out, err } = await gen("-f - --dry-run", { stdin: `policies:\n${policies.join("\n")}` });
    expect(code).toBe(0);
    expect(out).toMatch(/ServiceEntry: 1000/);
    expect(err.split("\n").length).toBeLessThan(20);
  });
});
