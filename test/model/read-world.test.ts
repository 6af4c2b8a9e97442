import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { validateFiles } from "../../src/check/validate-manifests.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { dotted } from "../../src/model/world/make-object.ts";
import { readWorld, worldOfText } from "../../src/model/world/read-world.ts";

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-world-"));
  await compileValidators({ outDir: "dist/validators" });
});
afterAll(() => rmSync(folder, { recursive: true }));

const io = (stdin = "") => ({ cwd: folder, readStdin: async () => Buffer.from(stdin) });
const entry = (name: string, more = "") =>
  `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: ${name}\n${more}spec:\n  hosts:\n  - ${name}.example.org\n`;
const read = (text: string) => worldOfText(text, "x.yaml", { namespace: "default", release: NEWEST_RELEASE.name });

describe("objects", () => {
  test("have identity, age, and the place of each field", async () => {
    const text = `# first\n---\n${entry("one", '  namespace: team\n  labels:\n    yes: "on"\n  creationTimestamp: "2024-01-01T00:00:00Z"\n')}`;
    const [one] = (await read(text)).world.of("ServiceEntry");
    expect(one).toMatchObject({
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      name: "one",
      namespace: "team",
      labels: { true: "on" },
      created: "2024-01-01T00:00:00Z",
      spec: { hosts: ["one.example.org"] },
    });
    expect(one?.locate(["spec", "hosts", 0])).toEqual({
      kind: "file",
      file: "x.yaml",
      line: 13,
      column: 5,
      path: "spec.hosts[0]",
    });
    expect(one?.locate(["spec", "hosts", 7, "x"])).toMatchObject({ line: 13, column: 3 });
  });

  test("of lists have the places of their items", async () => {
    const text = JSON.stringify(
      { apiVersion: "v1", kind: "List", items: [{ apiVersion: "v1", kind: "Service", metadata: { name: "a" } }] },
      undefined,
      1,
    );
    const [service] = (await read(text)).world.of("Service");
    expect(service?.locate(["metadata", "name"])).toMatchObject({ line: 9, column: 13 });
  });

  test("without a namespace get the given one; kinds outside of namespaces get none", async () => {
    const all = await read(`${entry("one")}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: x }\n`);
    expect(all.world.of("ServiceEntry")[0]?.namespace).toBe("default");
    expect(all.world.of("Namespace")[0]?.namespace).toBe("");
    expect(all.withoutNamespace).toBe(1);
  });

  test("are listed by kind and group: the Gateway API's Gateway apart, kinds of others by name", async () => {
    const object = (apiVersion: string, kind: string) =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\n`;
    const { world, objects } = await read(
      [
        object("networking.istio.io/v1", "Gateway"),
        `${object("gateway.networking.k8s.io/v1", "Gateway")}spec:\n  gatewayClassName: istio\n  listeners: [{ name: a, port: 80, protocol: HTTP }]\n`,
        object("serving.knative.dev/v1", "Service"),
        object("v1", "Service"),
      ].join("---\n"),
    );
    expect(objects).toBe(4);
    expect(world.of("Gateway").map(({ apiVersion }) => apiVersion)).toEqual(["networking.istio.io/v1"]);
    expect(world.of("KubernetesGateway").map(({ apiVersion }) => apiVersion)).toEqual(["gateway.networking.k8s.io/v1"]);
    expect(world.of("Service").map(({ apiVersion }) => apiVersion)).toEqual(["v1"]);
    expect(world.otherKinds).toEqual(["Service (serving.knative.dev/v1)"]);
  });

  test("of one name: the last counts, and a note says so", async () => {
    const { world, notes } = await read(
      `${entry("one")}---\n${entry("two")}---\n${entry("one", "  labels: { a: b }\n")}`,
    );
    expect(world.of("ServiceEntry").map(({ name, labels }) => [name, labels])).toEqual([
      ["two", {}],
      ["one", { a: "b" }],
    ]);
    expect(notes).toMatchObject([{ code: "object-twice", at: { line: 17 } }]);
  });

  test("what is no object is passed over, with a note", async () => {
    const { objects, notes } = await read(
      `${entry("one")}---\nreplicas: 2\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n`,
    );
    expect(objects).toBe(1);
    expect(notes).toMatchObject([{ code: "no-object", at: { file: "x.yaml", line: 9, column: 1 } }]);
  });
});

describe("files", () => {
  test("folders and standard input are read in order", async () => {
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    writeFileSync(join(folder, "deep/b.yaml"), entry("b"));
    writeFileSync(join(folder, "deep/er/a.yml"), entry("a"));
    const { world, files } = await readWorld(
      ["-", "deep"],
      { namespace: "x", release: NEWEST_RELEASE.name },
      io(entry("c")),
    );
    expect(world.of("ServiceEntry").map(({ name }) => name)).toEqual(["c", "b", "a"]);
    expect(world.of("ServiceEntry").map((one) => one.locate([]).file)).toEqual([
      "<stdin>",
      "deep/b.yaml",
      "deep/er/a.yml",
    ]);
    expect(files).toBe(3);
  });

  test.each([
    ["a bracket that is not closed", `${entry("one")}---\nspec: [\n`],
    ["a tab", `${entry("one")}---\nspec:\n\ta: b\n`],
    ["a key twice", `${entry("one")}---\nspec: {}\nspec: {}\n`],
    ["a quote that is not closed", `a: "x\n---\n${entry("one")}`],
    ["a NUL", "a: \0"],
  ])("what is wrong is said as validate says it: %s", async (_what, text) => {
    const report = await validateFiles(["-"], NEWEST_RELEASE, io(text));
    const syntax = report.findings.filter(({ code }) => !code.startsWith("missing-"));
    expect(syntax.length).toBeGreaterThan(0);
    await expect(readWorld(["-"], { namespace: "x", release: NEWEST_RELEASE.name }, io(text))).rejects.toMatchObject({
      diagnostics: syntax,
    });
  });

  test("a manifest that the API server would refuse is an error", async () => {
    const text = entry("one").replace("hosts:", "hostz:");
    const refused = readWorld(["-"], { namespace: "x", release: NEWEST_RELEASE.name }, io(text));
    await expect(refused).rejects.toMatchObject({
      diagnostics: [
        { code: "unknown-field", at: { line: 6, column: 3, path: "spec.hostz" } },
        { code: "missing-field" },
      ],
    });
  });

  test("nothing is an error", async () => {
    await expect(readWorld(["-"], { namespace: "x", release: NEWEST_RELEASE.name }, io("# nothing\n"))).rejects.toThrow(
      DiagnosticError,
    );
    await expect(readWorld(["no-such"], { namespace: "x", release: NEWEST_RELEASE.name }, io())).rejects.toMatchObject({
      diagnostics: [{ code: "file-not-found" }],
    });
  });
});

test("a path in dots", () => {
  expect(dotted(["spec", "tls", 0, "match"])).toBe("spec.tls[0].match");
  expect(dotted(["data", "sni-proxy.conf"])).toBe('data["sni-proxy.conf"]');
});
