import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { type MainResult, runMain } from "../../cli/run-main.ts";
import { ROOT } from "../../docs/markdown.ts";

const folder = mkdtempSync(join(tmpdir(), "wildegress-reach-"));
const WORKLOADS = ["a", "b", "c"]
  .map(
    (name) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${name === "c" ? "other" : "default"}
  labels:
    app: ${name}
spec:
  serviceAccountName: ${name}
  containers:
  - name: app
    image: app
`,
  )
  .join("---\n");
const EXTERNAL_NAME = `apiVersion: v1
kind: Service
metadata:
  name: outside
  namespace: default
spec:
  type: ExternalName
  externalName: www.example.com
  ports:
  - port: 80
    name: http
`;

beforeAll(async () => {
  await compileValidators({ outDir: "dist/validators" });
  const { out } = await runMain([
    "gen",
    "--quiet",
    "--domain",
    "*.wikipedia.org",
    "--strategy",
    "direct",
    "--namespace",
    "default",
    "--istio",
    "1.31",
  ]);
  writeFileSync(join(folder, "egress.yaml"), out);
  writeFileSync(join(folder, "pods.yaml"), WORKLOADS);
  writeFileSync(join(folder, "outside.yaml"), EXTERNAL_NAME);
});
afterAll(() => rmSync(folder, { recursive: true }));

const reach = (...args: readonly string[]): Promise<MainResult> =>
  runMain(["reach", "-f", "egress.yaml", "--istio", "1.31", "--outbound", "REGISTRY_ONLY", ...args], { cwd: folder });

test("what opens plain HTTP is no manifest where the mesh opens everything", async () => {
  const { out } = await runMain(
    ["reach", "-f", "outside.yaml", "--from", "default/a", "--istio", "1.31", "--format", "json"],
    { cwd: folder },
  );
  const { reached } = JSON.parse(out).reports[0];
  const open = reached.filter((one: { name: string; address: string }) => one.name === "*" && one.address === "");
  expect(open.flatMap((one: { protocols: string[] }) => one.protocols)).toContain("http");
  expect(open.flatMap((one: { openedBy: unknown[] }) => one.openedBy)).toEqual([]);
});

describe("exit codes", () => {
  test("0 for a report of which all is known", async () => {
    const { code, err } = await reach("--from", "default/sleep");
    expect([code, err]).toEqual([0, ""]);
  });

  test("1 where --fail-on finds something, with what it found", async () => {
    const { code, err } = await reach("--from", "default/sleep", "--fail-on", "direct", "--fail-on", "allow-any");
    expect([code, err]).toEqual([
      1,
      "--fail-on direct: default/sleep: *.wikipedia.org is reached straight from the sidecar\n",
    ]);
    expect((await reach("--from", "default/sleep", "--fail-on", "allow-any,unknown")).code).toBe(0);
  });

  test("2 for a gate that nobody knows, for --from beside --all, and where --all finds nobody", async () => {
    const wrong = await reach("--from", "default/sleep", "--fail-on", "lying-adress");
    expect([wrong.code, wrong.out]).toEqual([2, ""]);
    expect(wrong.err).toContain("lying-address");
    expect((await reach("--from", "default/sleep", "--all")).code).toBe(2);
    expect((await reach("--all")).err).toContain("no workloads are among the manifests");
  });

  test("4 where something is unknown, and 1 where that was asked for", async () => {
    const args = ["-f", "outside.yaml", "--from", "default/sleep"];
    const { code, out } = await reach(...args);
    expect(code).toBe(4);
    expect(out).toMatch(/another name for\s+www\.example\.com/);
    expect((await reach(...args, "--fail-on", "unknown")).code).toBe(1);
  });
});

describe("output", () => {
  test("text: a table whose columns stand below each other", async () => {
    const { out } = await reach("--from", "default/sleep");
    const lines = out.split("\n");
    const head = lines.find((line) => line.startsWith("  to ")) ?? "";
    const row = lines.find((line) => line.startsWith("  *.wikipedia.org")) ?? "";
    expect(row.indexOf("443")).toBe(head.indexOf("port"));
    expect(row.indexOf("client, which")).toBe(head.indexOf("address chosen by"));
    expect(row).toMatch(/VirtualService default\/wikipedia \(egress\.yaml:\d+\)$/);
    expect(out).toContain("a lying client reaches any address");
  });

  test("json: as its schema says, the same bytes each time", async () => {
    const schema = JSON.parse(readFileSync(`${ROOT}schemas/reach.schema.json`, "utf8"));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    for (const args of [
      ["--from", "default/sleep"],
      ["--all", "-f", "pods.yaml", "-f", "outside.yaml"],
      ["--from", "default/sleep", "--outbound", "ALLOW_ANY"],
    ]) {
      const base = ["reach", "-f", "egress.yaml", "--istio", "1.31", "--format", "json", ...args];
      const { out } = await runMain(base, { cwd: folder });
      expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
      expect((await runMain(base, { cwd: folder })).out).toBe(out);
    }
  });

  test("--all: workloads that may reach the same share a report", async () => {
    const { out } = await reach("--all", "-f", "pods.yaml", "--format", "json");
    const { reports } = JSON.parse(out) as { reports: { clients: { name: string }[]; reached: unknown[] }[] };
    expect(reports.map(({ clients, reached }) => [clients.map(({ name }) => name), reached.length])).toEqual([
      [["a", "b"], 1],
      [["c"], 0],
    ]);
  });

  test("markdown: tables, with stars that are no emphasis", async () => {
    const { out } = await reach("--from", "default/sleep", "--format", "markdown");
    expect(out).toContain("| `*.wikipedia.org` | 443 | TLS | client, which can lie |");
    expect(out).toMatch(/^\|---\|---\|---\|---\|---\|---\|$/m);
  });
});
