import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { runMain } from "../cli/run-main.ts";
import { REPAIRS } from "./repairs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-fix-"));
  return () => rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const check = (...args: string[]) => runMain(["check", ...args], { cwd: folder });
const rulesIn = async (...args: string[]): Promise<{ rule: string; fixable: boolean }[]> =>
  JSON.parse((await check("--format", "json", ...args)).out).findings;

const BAD = `# of the wiki team
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: wikipedia
spec:
  hostz: ["*.wikipedia.org"] # every language
  exportTo: ["."]
  ports:
  - {number: 443, name: tls, protocol: TLS}
`;
const GOOD = BAD.replace("hostz", "hosts");

describe.each(REPAIRS)("$rule: $about", ({ rule, istio, bad, good }) => {
  const target = ["--istio", istio ?? "1.31"];

  test.each([
    ["lines that end in LF", (text: string) => text],
    ["lines that end in CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["no line break at the end", (text: string) => text.replace(/\n$/, "")],
  ])("is repaired and nothing else is touched: %s", async (_name, form) => {
    write("a.yaml", form(bad));
    const found = (await rulesIn(...target, "a.yaml")).filter((finding) => finding.rule === rule);
    expect(found.map(({ fixable }) => fixable)).toEqual(found.map(() => true));
    expect(found).not.toEqual([]);
    const { err } = await check("--fix", ...target, "a.yaml");
    expect(read("a.yaml")).toBe(form(good));
    expect(err).toMatch(new RegExp(`^a\\.yaml:\\d+ repaired WE\\d+ ${rule}: `, "m"));
    expect((await rulesIn(...target, "a.yaml")).filter((finding) => finding.rule === rule)).toEqual([]);
    expect((await check("--fix", ...target, "a.yaml")).err).toContain("repaired 0 findings in 0 files\n");
    expect(read("a.yaml")).toBe(form(good));
  });
});

describe("what is not certain is left alone", () => {
  const entry = (spec: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec:\n${spec}`;
  const PORTS = "  ports: [{number: 443, name: tls, protocol: TLS}]\n";

  test.each([
    ["a field of another type", entry(`  host: www.example.com\n${PORTS}`)],
    ["a field that is there already", entry(`  hosts: [www.example.com]\n  hostz: [a.example.com]\n${PORTS}`)],
    ["two slips for one field", entry(`  hostz: [www.example.com]\n  hostss: [a.example.com]\n${PORTS}`)],
    ["a far name", entry(`  names: [www.example.com]\n${PORTS}`)],
    ["what an anchor repeats", entry(`  hostz: &all [www.example.com]\n  addresses: *all\n${PORTS}`)],
    ["a tag", entry(`  hosts: [www.example.com]\n  ports: [{number: !!str 443, name: tls, protocol: TLS}]\n`)],
    [
      "an octal number",
      entry(`  hosts: [www.example.com]\n${PORTS}`).replace("{name: a}", "{name: a, labels: {b: 0644}}"),
    ],
    ["yes", entry(`  hosts: [www.example.com]\n${PORTS}`).replace("{name: a}", "{name: a, labels: {b: yes}}")],
    ["an entry with a comment", entry(`  hosts: [www.example.com]\n  exportTo:\n  - a\n  - a # of team A\n${PORTS}`)],
    [
      "a field of another release",
      entry(`  hosts: [www.example.com]\n  resolution: DYNAMIC_DNS\n${PORTS}`).replace("io/v1", "io/v1beta1"),
      "1.20",
    ],
    ["a version that never was", entry(`  hosts: [www.example.com]\n${PORTS}`).replace("io/v1", "io/v7")],
    [
      "an apiVersion that the list of it has",
      "apiVersion: networking.istio.io/v1\nkind: ServiceEntryList\nitems:\n- metadata: {name: a}\n  spec: {hosts: [a.example.com]}\n",
      "1.20",
    ],
  ])("%s", async (_name, text, istio = "1.31") => {
    write("a.yaml", text);
    expect((await check("--istio", istio, "a.yaml")).code).toBe(1);
    expect((await check("--fix", "--istio", istio, "a.yaml")).code).toBe(1);
    expect(read("a.yaml")).toBe(text);
  });

  test("what a comment suppresses, and what the baseline knows", async () => {
    const suppressed = BAD.replace("  hostz", "  # wildegress-ignore WE0030: kept for a test\n  hostz");
    write("a.yaml", suppressed);
    await check("--fix", "a.yaml");
    expect(read("a.yaml")).toBe(suppressed);
    write("b.yaml", BAD);
    await check("--write-baseline", "known.json", "b.yaml");
    await check("--fix", "--baseline", "known.json", "b.yaml");
    expect(read("b.yaml")).toBe(BAD);
  });

  test("findings of rules that nobody asked for", async () => {
    write("a.yaml", BAD);
    await check("--fix", "--only", "export-to", "a.yaml");
    expect(read("a.yaml")).toBe(BAD);
  });
});

describe("--fix", () => {
  test("what remains decides the exit code", async () => {
    write("a.yaml", BAD);
    const { code, out, err } = await check("--fix", "a.yaml");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain('a.yaml:7 repaired WE0030 unknown-field: unknown field "hostz" in spec\n');
    expect(err).toContain("repaired 1 finding in 1 file\n");
    write("b.yaml", BAD.replace("protocol: TLS", "protocol: TLSS"));
    const rest = await check("--fix", "b.yaml");
    expect(rest.code).toBe(1);
    expect(rest.out).toContain("unsupported protocol: TLSS");
    expect(read("b.yaml")).toContain("  hosts: ");
  });

  test("findings say that they can be repaired, and only these", async () => {
    write("a.yaml", BAD);
    const { out, err } = await check("a.yaml");
    expect(out).toContain("  fix: did you mean hosts? (fixable with --fix)\n");
    expect(err).toContain("1 finding fixable: --fix repairs, --fix --dry-run shows how\n");
    const findings = await rulesIn("a.yaml");
    expect(findings.map(({ rule, fixable }) => [rule, fixable])).toEqual([
      ["unknown-field", true],
      ["missing-field", false],
    ]);
  });

  test("repairs several files and documents, JSON too", async () => {
    mkdirSync(join(folder, "all"));
    write(
      "all/a.yaml",
      `${BAD}---\n${GOOD.replace("wikipedia\n", "second\n")}---\n${BAD.replace("wikipedia\n", "third\n")}`,
    );
    write(
      "all/b.json",
      '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "networking.istio.io/v1", "kind": "ServiceEntry", "metadata": {"name": "b"},\n "spec": {"hostz": ["b.example.com"], "exportTo": [".", "."],\n  "ports": [{"number": "443", "name": "tls", "protocol": "TLS"}]}}]}\n',
    );
    const { err } = await check("--fix", "all");
    expect(read("all/a.yaml")).toBe(
      `${GOOD}---\n${GOOD.replace("wikipedia\n", "second\n")}---\n${GOOD.replace("wikipedia\n", "third\n")}`,
    );
    expect(read("all/b.json")).toContain('"spec": {"hosts": ["b.example.com"], "exportTo": ["."],');
    expect(JSON.parse(read("all/b.json")).items[0].spec.ports[0].number).toBe(443);
    expect(err).toContain("repaired 5 findings in 2 files\n");
  });

  test("keeps the mode, leaves no other file, and does not write what it does not change", async () => {
    write("a.yaml", BAD);
    chmodSync(join(folder, "a.yaml"), 0o640);
    write("good.yaml", GOOD.replace("wikipedia\n", "good\n"));
    const { ino } = statSync(join(folder, "good.yaml"));
    await check("--fix", ".");
    expect(statSync(join(folder, "a.yaml")).mode & 0o777).toBe(0o640);
    expect(statSync(join(folder, "good.yaml")).ino).toBe(ino);
    expect(readdirSync(folder).sort()).toEqual(["a.yaml", "good.yaml"]);
  });

  test("writes through a link that stays in the folder, and none that leaves it", async () => {
    mkdirSync(join(folder, "in"));
    mkdirSync(join(folder, "out"));
    write("in/real.yaml", BAD);
    symlinkSync("real.yaml", join(folder, "in/link.yaml"));
    expect((await check("--fix", "in/link.yaml")).code).toBe(0);
    expect(read("in/real.yaml")).toBe(GOOD);
    write("out/foreign.yaml", BAD);
    write("in/real.yaml", BAD.replace("wikipedia\n", "other\n"));
    rmSync(join(folder, "in/link.yaml"));
    symlinkSync("../out/foreign.yaml", join(folder, "in/link.yaml"));
    const { code, err } = await check("--fix", "in");
    expect(code).toBe(2);
    expect(err).toMatch(/in\/link\.yaml is not changed: it is a symbolic link to .*out\/foreign\.yaml/);
    expect([read("out/foreign.yaml"), read("in/real.yaml")]).toEqual([BAD, BAD.replace("wikipedia\n", "other\n")]);
    expect(readdirSync(join(folder, "in")).sort()).toEqual(["link.yaml", "real.yaml"]);
  });

  test("--dry-run prints a diff that patch would take, and changes nothing", async () => {
    write("a.yaml", BAD);
    const { code, out, err } = await check("--fix", "--dry-run", "a.yaml");
    expect(out).toBe(`--- a.yaml
+++ a.yaml
@@ -4,7 +4,7 @@
 metadata:
   name: wikipedia
 spec:
-  hostz: ["*.wikipedia.org"] # every language
+  hosts: ["*.wikipedia.org"] # every language
   exportTo: ["."]
   ports:
   - {number: 443, name: tls, protocol: TLS}
`);
    expect(read("a.yaml")).toBe(BAD);
    expect(err).toContain("a.yaml:7 would repair WE0030 unknown-field");
    expect(code).toBe(1);
    write("good.yaml", GOOD);
    const clean = await check("--fix", "--dry-run", "good.yaml");
    expect([clean.code, clean.out]).toEqual([0, ""]);
  });

  test("standard input goes repaired to standard output, and words to standard error", async () => {
    const run = (stdin: string, ...args: string[]) => runMain(["check", "--fix", ...args, "-"], { cwd: folder, stdin });
    expect(await run(`\ufeff${BAD}`)).toMatchObject({ code: 0, out: `\ufeff${GOOD}` });
    expect(await run(GOOD)).toMatchObject({ code: 0, out: GOOD });
    const rest = await run(BAD.replace("TLS}", "TLSS}"));
    expect(rest).toMatchObject({ code: 1, out: GOOD.replace("TLS}", "TLSS}") });
    expect(rest.err).toContain("unsupported protocol: TLSS");
    expect((await run(BAD, "--dry-run")).out).toMatch(/^--- <stdin>\n\+\+\+ <stdin>\n@@/);
  });

  test("flags that have no place are refused", async () => {
    write("a.yaml", BAD);
    const codes = [
      ["--dry-run", "a.yaml"],
      ["--fix", "--write-baseline", "b.json", "a.yaml"],
      ["--fix", "--dry-run", "--format", "json", "a.yaml"],
      ["--fix", "--format", "json", "-"],
    ];
    for (const args of codes) expect([args, (await check(...args)).code]).toEqual([args, 2]);
    expect([read("a.yaml"), existsSync(join(folder, "b.json"))]).toEqual([BAD, false]);
    const json = await check("--fix", "--format", "json", "a.yaml");
    const left = JSON.parse(json.out).findings.map(({ rule }: { rule: string }) => rule);
    expect([json.code, left]).toEqual([0, ["address-chosen-by-client"]]);
  });
});
