import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { type ValidationReport, validateFiles } from "../../src/check/validate-manifests.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";

const SERVICE_ENTRY = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wikipedia }
spec:
  hosts: ["*.wikipedia.org"]
  ports:
    - { number: 443, name: tls, protocol: TLS }
  resolution: NONE
`;

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-read-"));
  await compileValidators({ outDir: "dist/validators" });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what validates", () => {
  test("several documents, comments and empty ones between them", async () => {
    const report = await fromStdin(`# a comment\n---\n${SERVICE_ENTRY}---\n# nothing\n---\n---\n${SERVICE_ENTRY}...\n`);
    expect(report).toMatchObject({
      documents: 2,
      valid: 2,
      findings: [],
      skipped: [],
      files: 1,
      release: NEWEST_RELEASE.name,
    });
  });

  test("a byte order mark, carriage returns, tabs after values", async () => {
    const text = `\uFEFF${SERVICE_ENTRY.replaceAll("\n", "\t\r\n")}`;
    expect(await fromStdin(text)).toMatchObject({ documents: 1, valid: 1, findings: [] });
  });

  test("JSON, indented with tabs too", async () => {
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "\u0000 \t" } };
    for (const indent of [0, 2, "\t"]) {
      expect(await fromStdin(JSON.stringify(manifest, undefined, indent))).toMatchObject({
        documents: 1,
        valid: 1,
        findings: [],
      });
    }
  });

  test("lists, of anything and of one kind", async () => {
    const item = { metadata: { name: "x" }, data: {} };
    const mixed = {
      apiVersion: "v1",
      kind: "List",
      items: [
        { apiVersion: "v1", kind: "ConfigMap", ...item },
        { apiVersion: "a/v1", kind: "B" },
      ],
    };
    expect(await fromStdin(JSON.stringify(mixed))).toMatchObject({
      documents: 2,
      valid: 1,
      skipped: [{ kind: "B", line: 1 }],
    });
    const same = { apiVersion: "v1", kind: "ConfigMapList", items: [item, { ...item, dta: {} }] };
    expect(await fromStdin(JSON.stringify(same))).toMatchObject({
      documents: 2,
      valid: 1,
      findings: [{ code: "unknown-field" }],
    });
  });

  test("anchors, merges, and YAML 1.1's words for true", async () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: x, labels: &labels { app: x } }
spec:
  paused: yes
  selector: { matchLabels: *labels }
  template:
    metadata: { labels: { <<: *labels, more: "1" }, creationTimestamp: 2026-01-01T00:00:00Z }
    spec:
      containers: [{ name: c, image: i }]
      volumes: [{ name: v, configMap: { name: m, defaultMode: 0644 } }]
`;
    expect(await fromStdin(text)).toMatchObject({ valid: 1, findings: [] });
  });

  test("a folder, all the way down and in order, and only its manifests", async () => {
    const root = join(folder, "tree");
    mkdirSync(join(root, "b", "c"), { recursive: true });
    for (const file of ["z.yaml", "b/a.yml", "b/c/d.JSON"])
      writeFileSync(join(root, file), "kind: [1]\napiVersion: v1\n");
    writeFileSync(join(root, "README.md"), "no manifest");
    symlinkSync(root, join(root, "b", "circle"));
    symlinkSync(join(root, "z.yaml"), join(root, "link.yaml"));
    const report = await validateFiles(["tree", "tree/z.yaml"], NEWEST_RELEASE, world());
    expect(report.files).toBe(4);
    expect(report.findings.map(({ at }) => (at?.kind === "file" ? at.file : at))).toEqual([
      "tree/b/a.yml",
      "tree/b/c/d.JSON",
      "tree/link.yaml",
      "tree/z.yaml",
    ]);
  });
});

describe("where findings are", () => {
  test("at the field, at the value, at what lacks something", async () => {
    const text = `${SERVICE_ENTRY.replace("resolution: NONE", "resolution: ON")}  hostz: []\n  endpoints:\n    - ports:\n        http: x\n---\n{kind: List, apiVersion: v1, items: [\n {apiVersion: v1, kind: Service, metadata: {name: x},\n  spec: {ports: [{}]}}]}\n`;
    const { findings } = await fromStdin(text);
    expect(findings.map(({ code, at }) => [code, at])).toEqual([
      ["wrong-type", { kind: "file", file: "<stdin>", line: 8, column: 15, path: "spec.resolution" }],
      ["unknown-field", { kind: "file", file: "<stdin>", line: 9, column: 3, path: "spec.hostz" }],
      ["wrong-type", { kind: "file", file: "<stdin>", line: 12, column: 15, path: "spec.endpoints.0.ports.http" }],
      ["missing-field", { kind: "file", file: "<stdin>", line: 16, column: 18, path: "items.0.spec.ports.0" }],
    ]);
  });

  test("through an alias and a merge, at what they stand for", async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels: &l\n    a: 1\n  annotations:\n    <<: *l\n`;
    const { findings } = await fromStdin(text);
    expect(findings.map(({ at }) => (at?.kind === "file" ? [at.line, at.column] : at))).toEqual([
      [6, 8],
      [6, 8],
    ]);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["a tab for indentation", "a:\n\tb: 1\n", "bad-yaml", 2],
    ["a bracket that stays open", "a: [1\nb: 2\n", "bad-yaml", 2],
    ["a stray quote", `${SERVICE_ENTRY}---\na: "b\n`, "bad-yaml", 11],
    ["a template that was not rendered", "a: {{ .Values.b }}\n---\nb: {{- if }}\n", "bad-yaml", 3],
    ["an unknown tag", "apiVersion: !acme v1\n", "bad-yaml", 1],
    ["an alias of nothing", "a: 1\nb: *b\n", "unresolved-alias", 2],
    [
      "a field twice, once merged twice",
      "apiVersion: v1\nx: &x {a: 1}\ny: {<<: *x, <<: *x, b: 1,\n b: 2}\n",
      "duplicate-key",
      4,
    ],
    ["a field twice", "apiVersion: v1\nkind: Pod\nkind: Pod\n", "duplicate-key", 3],
    ["NUL", "a: b\nc: \0\n", "nul-character", 2],
    ["half of UTF-8", Buffer.concat([Buffer.from("a: ä\nb: "), Buffer.from([0xc3, 0x28])]), "not-utf-8", 2],
    ["UTF-16", Buffer.from("\uFEFFa: b", "utf16le"), "not-utf-8", 1],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), "not-utf-8", 1],
  ])("%s", async (_name, input, code, line) => {
    const report = await fromStdin(input);
    expect(report.findings.map((finding) => finding.code)).toContain(code);
    const found = report.findings.find((finding) => finding.code === code);
    expect(found?.at).toMatchObject({ kind: "file", file: "<stdin>", line });
    for (const words of [found?.what, found?.why, found?.fix]) expect(words).toMatch(/\S/);
  });

  test.each([
    ["brackets", "[".repeat(10_000)],
    ["brackets, closed", "[".repeat(10_000) + "]".repeat(10_000)],
    ["braces", "{a: ".repeat(10_000)],
    ["JSON", `{"a":`.repeat(10_000)],
    ["dashes", `${"- ".repeat(10_000)}a`],
    ["keys", `${"? ".repeat(10_000)}a`],
    ["indentation", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ])("ten thousand levels of %s", async (_name, text) => {
    const start = performance.now();
    const report = await fromStdin(text);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(report.findings.map(({ code }) => code)).toEqual(["too-deep"]);
  });

  test("aliases that unfold to a tower", async () => {
    const lines = ["kind: Service", "apiVersion: v1", `a0: &a0 ${"[".repeat(90)}${"]".repeat(90)}`];
    for (let level = 1; level < 90; level++)
      lines.push(`a${level}: &a${level} ${"[".repeat(90)}*a${level - 1}${"]".repeat(90)}`);
    const report = await fromStdin(lines.join("\n"));
    expect(new Set(report.findings.map(({ code }) => code))).toEqual(new Set(["too-deep"]));
  });

  test("an alias bomb", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`);
    const start = performance.now();
    expect((await fromStdin(lines.join("\n"))).findings).toMatchObject([{ code: "too-many-aliases" }]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test("fifty megabytes, of a file and of standard input", async () => {
    const garbage = Buffer.alloc(50 * 1024 * 1024, "a: b\n");
    writeFileSync(join(folder, "big.yaml"), garbage);
    const start = performance.now();
    for (const report of [await fromStdin(garbage), await validateFiles(["big.yaml"], NEWEST_RELEASE, world())]) {
      expect(report.findings).toMatchObject([{ code: "too-large" }]);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test("a map of a hundred thousand keys takes no more than seconds", async () => {
    const data = Array.from({ length: 100_000 }, (_, index) => `  k${index}: v`).join("\n");
    const start = performance.now();
    const report = await fromStdin(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n${data}\n  k5: again\n`,
    );
    expect(report.findings.map(({ code }) => code)).toEqual(["duplicate-key"]);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test("what is wrong in one document does not hide the others", async () => {
    const report = await fromStdin(`${SERVICE_ENTRY}---\na: *b\n---\n${SERVICE_ENTRY}`);
    expect(report).toMatchObject({ documents: 2, valid: 2, findings: [{ code: "unresolved-alias" }] });
  });
});

describe("what was named wrongly", () => {
  test.each([
    ["a file that is not there", ["nope.yaml"], "file-not-found"],
    ["a name that no file has", ["a\0b"], "not-readable"],
    ["nothing in a file", ["empty.yaml"], "no-documents"],
    ["only comments", ["comments.yaml"], "no-documents"],
    ["a folder without manifests", ["hollow"], "no-documents"],
    ["nothing on standard input", ["-"], "no-documents"],
    ["an empty list", ["list.yaml"], "no-documents"],
    ["a file below a file", ["empty.yaml/x"], "not-readable"],
  ])("%s", async (_name, named, code) => {
    writeFileSync(join(folder, "empty.yaml"), "");
    writeFileSync(join(folder, "comments.yaml"), "# nothing\n---\n# here\n");
    writeFileSync(join(folder, "list.yaml"), "apiVersion: v1\nkind: List\nitems: []\n");
    mkdirSync(join(folder, "hollow"), { recursive: true });
    const error = await validateFiles(named, NEWEST_RELEASE, world()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DiagnosticError);
    if (!(error instanceof DiagnosticError)) return;
    expect(error.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    for (const { what, why, fix } of error.diagnostics)
      for (const words of [what, why, fix]) expect(words).toMatch(/\S/);
  });
});

function world(stdin: string | Uint8Array = "") {
  return { cwd: folder, readStdin: async () => (typeof stdin === "string" ? Buffer.from(stdin) : stdin) };
}

function fromStdin(text: string | Uint8Array): Promise<ValidationReport> {
  return validateFiles(["-"], NEWEST_RELEASE, world(text));
}
