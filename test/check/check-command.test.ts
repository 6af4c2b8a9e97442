import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { runMain } from "../cli/run-main.ts";

const GOOD = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: wikipedia
spec:
  hosts: ["*.wikipedia.org"]
  exportTo: ["."]
  ports:
  - number: 443
    name: tls
    protocol: TLS
  resolution: NONE
`;
/** Without so much as a note. */
const PLAIN = GOOD.replace("wikipedia", "plain").replace("*.wikipedia.org", "www.wikipedia.org");
const BAD = GOOD.replace("NONE", "DNS");
/** A warning, and nothing worse. */
const DOUBTFUL = GOOD.replace("*.wikipedia.org", "*-wikipedia.org");

let folder = "";
beforeAll(() => compileValidators({ outDir: "dist/validators" }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-check-"));
  return () => rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const check = (...args: string[]) => runMain(["check", ...args], { cwd: folder });

describe("wildegress check", () => {
  test("is silent on stdout when all is well", async () => {
    write("good.yaml", GOOD);
    const { code, out, err } = await check("good.yaml");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toBe(
      "1 manifest in 1 file against Istio 1.31: 0 errors, 0 warnings\n1 note not shown (--verbose shows it)\n",
    );
  });

  test("shows where, what, the line, why and what to do", async () => {
    write("bad.yaml", BAD);
    const { code, out } = await check("bad.yaml");
    expect(code).toBe(1);
    expect(out).toBe(`bad.yaml:6:11 error WE0118 dns-needs-full-names
  spec.hosts[0]: hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode DNS, domain name "*.wikipedia.org" invalid (label "*" invalid)
  6 |   hosts: ["*.wikipedia.org"]
    |           ^^^^^^^^^^^^^^^^^
  why: with resolution DNS the proxy looks the host up itself, and there is no address behind a wildcard
  fix: write resolution: NONE, or DYNAMIC_DNS from Istio 1.30 on, or name endpoints
`);
  });

  test("points at the field in lists, in later documents, and in JSON", async () => {
    const item = BAD.replace(/^/gm, "  ").replace("  ", "- ").trimEnd();
    write("list.yaml", `${PLAIN}---\napiVersion: v1\nkind: List\nitems:\n${item}\n`);
    write(
      "list.json",
      '{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntryList","items":[{"metadata":{"name":"a"},"spec":{"hosts":["*"]}}]}',
    );
    const { out } = await check("--format", "json", "list.yaml", "list.json");
    const places = JSON.parse(out).findings.map(({ file, line, column, path, resource }: Record<string, unknown>) => [
      file,
      line,
      column,
      path,
      resource,
    ]);
    expect(places).toEqual([
      ["list.json", 1, 117, "spec.hosts[0]", expect.objectContaining({ kind: "ServiceEntry", name: "a" })],
      ["list.yaml", 22, 13, "spec.hosts[0]", expect.objectContaining({ name: "wikipedia" })],
    ]);
  });

  test.each(["text", "json", "sarif", "github", "junit"])(
    "exit codes do not hang on the format: %s",
    async (format) => {
      write("good.yaml", GOOD);
      write("bad.yaml", BAD);
      expect((await check("--format", format, "good.yaml")).code).toBe(0);
      expect((await check("--format", format, "bad.yaml")).code).toBe(1);
      expect((await check("--format", format, "nothing.yaml")).code).toBe(2);
      expect((await check("--format", format)).code).toBe(2);
    },
  );

  test("--fail-on says from which level on it counts", async () => {
    write("doubtful.yaml", DOUBTFUL);
    const codes = await Promise.all(
      ["info", "warning", "error"].map((level) => check("--fail-on", level, "doubtful.yaml")),
    );
    expect(codes.map(({ code }) => code)).toEqual([1, 1, 0]);
    expect((await check("doubtful.yaml")).code).toBe(1);
  });

  test("notes are shown when they are asked for", async () => {
    const filter =
      "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: a }\nspec: { configPatches: [] }\n";
    write("filter.yaml", filter);
    const quiet = await check("filter.yaml");
    expect([quiet.code, quiet.out]).toEqual([0, ""]);
    expect(quiet.err).toContain("2 notes not shown");
    expect((await check("-v", "filter.yaml")).out).toContain("note WE0200");
  });

  test("layers are usable alone", async () => {
    write(
      "bad.yaml",
      `${BAD}---\n${GOOD.replace("TLS\n", "TLS\n  - { number: 443, name: again, protocol: TLS }\n")}---\n${GOOD.replace("hosts", "hostz")}`,
    );
    const found = async (only: string): Promise<string[]> =>
      JSON.parse((await check("--only", only, "--format", "json", "bad.yaml")).out).findings.map(
        ({ rule }: { rule: string }) => rule,
      );
    expect(await found("schema")).toEqual(["missing-field", "unknown-field"].sort().reverse());
    expect(await found("cel")).toEqual(["crd-rule", "unreadable-manifest"]);
    expect(await found("admission")).toEqual(["dns-needs-full-names", "service-entry-ports", "unreadable-manifest"]);
    expect(await found("schema,WE0118")).toContain("dns-needs-full-names");
    // What its schema refuses was not looked at, and must not look as if it had been.
    expect(await found("export-to")).toEqual(["unreadable-manifest"]);
  });

  test("a layer, a rule or a level that is not there is an error", async () => {
    write("good.yaml", GOOD);
    const layer = await check("--only", "shema", "good.yaml");
    expect(layer.code).toBe(2);
    expect(layer.err).toContain("did you mean schema?");
    expect((await check("--only", "WE9999", "good.yaml")).code).toBe(2);
    expect((await check("--fail-on", "fatal", "good.yaml")).code).toBe(2);
    expect((await check("--format", "xml", "good.yaml")).code).toBe(2);
    expect((await check("--istio", "2.0", "good.yaml")).code).toBe(2);
  });

  test("is for the release that is named", async () => {
    write("new.yaml", GOOD.replace("NONE", "DYNAMIC_DNS"));
    expect((await check("new.yaml")).code).toBe(0);
    const { out } = await check("--istio", "1.24", "new.yaml");
    expect(out).toContain('"DYNAMIC_DNS" exists since Istio 1.28, and your target is Istio 1.24');
    const later = await check("--istio", "1.28", "new.yaml");
    expect(later.out).toContain("only HTTP protocol is supported for resolution type DYNAMIC_DNS");
  });

  test("standard input, and nothing in it", async () => {
    const { code, out } = await runMain(["check", "-"], { cwd: folder, stdin: BAD });
    expect([code, out.split("\n")[0]]).toEqual([1, "<stdin>:6:11 error WE0118 dns-needs-full-names"]);
    expect((await runMain(["check", "-"], { cwd: folder, stdin: "" })).code).toBe(2);
  });

  test("of a folder, what is no manifest is passed over and said so; named by itself it is wrong", async () => {
    mkdirSync(join(folder, "chart"));
    write("chart/values.yaml", "replicas: 2\n");
    write("chart/good.yaml", GOOD);
    const { code, err } = await check("chart");
    expect(code).toBe(0);
    expect(err).toContain("1 document passed over: no manifests");
    expect((await check("chart/values.yaml")).code).toBe(1);
    write("chart/values.yaml", "metadata: { name: x }\nspec: {}\n");
    expect((await check("chart")).code).toBe(1);
  });
});

describe("suppression", () => {
  const suppressed = async (text: string): Promise<{ code: number; rules: string[]; count: number }> => {
    write("a.yaml", text);
    const { code, out } = await check("--format", "json", "a.yaml");
    const report = JSON.parse(out);
    return { code, rules: report.findings.map(({ rule }: { rule: string }) => rule), count: report.suppressed };
  };
  const CLEAN = { code: 0, rules: [], count: 1 };

  test.each([
    ["behind the field", BAD.replace('org"]', 'org"] # wildegress-ignore WE0118: they come later')],
    ["before the field", BAD.replace("  hosts", "  # wildegress-ignore WE0118: they come later\n  hosts")],
    [
      "before a field around it",
      BAD.replace("spec:", "# wildegress-ignore dns-needs-full-names: they come later\nspec:"),
    ],
    ["at the top", `# wildegress-ignore WE0101, WE0118: they come later\n\n# and more words\n${BAD}`],
    ["at the top of a later document", `${PLAIN}---\n# wildegress-ignore WE0118: they come later\n${BAD}`],
    [
      "by annotation",
      BAD.replace(
        "name: wikipedia",
        'name: wikipedia\n  annotations:\n    wildegress.io/ignore: "WE0101: x; WE0118: they come later"',
      ),
    ],
  ])("%s", async (_where, text) => expect(await suppressed(text)).toEqual(CLEAN));

  test.each([
    ["for another rule", "WE0101: they come later", ["dns-needs-full-names", "unused-suppression"]],
    ["without a reason", "WE0118", ["dns-needs-full-names", "bad-suppression"]],
    ["of a rule that is not there", "WE9999: they come later", ["dns-needs-full-names", "bad-suppression"]],
    ["of no rule", ": they come later", ["dns-needs-full-names", "bad-suppression"]],
  ])("%s it does not hold", async (_what, words, rules) => {
    const { code, rules: found } = await suppressed(BAD.replace('org"]', `org"] # wildegress-ignore ${words}`));
    expect(code).toBe(1);
    expect(found.sort()).toEqual([...rules].sort());
  });

  test("elsewhere it does not hold, and a # in a text is no comment", async () => {
    const below = BAD.replace("  ports", "  # wildegress-ignore WE0118: too late\n  ports");
    expect((await suppressed(below)).rules).toContain("dns-needs-full-names");
    const text = BAD.replace(
      "name: wikipedia",
      "name: wikipedia\n  annotations:\n    note: |\n      # wildegress-ignore WE0118: a text",
    );
    expect((await suppressed(text)).rules).toEqual(["dns-needs-full-names"]);
  });

  test("an annotation without a reason does not hold", async () => {
    const text = BAD.replace("name: wikipedia", 'name: wikipedia\n  annotations:\n    wildegress.io/ignore: "WE0118"');
    expect((await suppressed(text)).rules.sort()).toEqual(["bad-suppression", "dns-needs-full-names"]);
  });
});

describe("the baseline", () => {
  test("what it has is known, wherever it stands; what is new counts", async () => {
    write("a.yaml", BAD);
    const written = await check("--write-baseline", "known.json", "a.yaml");
    expect([written.code, written.out]).toEqual([0, ""]);
    expect(JSON.parse(readFileSync(join(folder, "known.json"), "utf8")).findings).toEqual([
      { code: "WE0118", file: "a.yaml", resource: "ServiceEntry//wikipedia", path: "spec.hosts[0]" },
    ]);
    write("a.yaml", `# a line more\n${BAD}`);
    const known = await check("--baseline", "known.json", "a.yaml");
    expect([known.code, known.out]).toEqual([0, ""]);
    expect(known.err).toContain("1 finding known from the baseline");
    write("a.yaml", BAD.replace('["."]', '[".", "*"]'));
    expect((await check("--baseline", "known.json", "a.yaml")).out).toContain("WE0101");
  });

  test("what is no baseline is an error", async () => {
    write("a.yaml", GOOD);
    write("known.json", "[]");
    expect((await check("--baseline", "known.json", "a.yaml")).code).toBe(2);
    expect((await check("--baseline", "none.json", "a.yaml")).code).toBe(2);
    expect((await check("--write-baseline", "no/such/folder.json", "a.yaml")).code).toBe(2);
  });
});

describe("wildegress.yaml", () => {
  test("sets levels, layers, release and baseline; flags win", async () => {
    write("a.yaml", DOUBTFUL);
    write("wildegress.yaml", "check: { rules: { WE0111: off } }\n");
    expect((await check("a.yaml")).code).toBe(0);
    write("wildegress.yaml", "check: { rules: { partial-wildcard-host: info } }\n");
    expect((await check("a.yaml")).code).toBe(0);
    write("wildegress.yaml", "check: { failOn: error }\n");
    expect((await check("a.yaml")).code).toBe(0);
    expect((await check("--fail-on", "warning", "a.yaml")).code).toBe(1);
    write("wildegress.yaml", "check: { only: [schema] }\n");
    expect((await check("a.yaml")).code).toBe(0);
    write("wildegress.yaml", "istio: 1.24\n");
    expect((await check("a.yaml")).err).toContain("against Istio 1.24");
    expect((await check("--istio", "1.25", "a.yaml")).err).toContain("against Istio 1.25");
  });

  test("a rule that is not there is an error, with its place", async () => {
    write("a.yaml", GOOD);
    write("wildegress.yaml", "check:\n  rules:\n    exprot-to: off\n");
    const { code, err } = await check("a.yaml");
    expect(code).toBe(2);
    expect(err).toContain("wildegress.yaml:3:5");
    expect(err).toContain("did you mean export-to?");
    write("wildegress.yaml", "check:\n  rules:\n    export-to: loud\n");
    expect((await check("a.yaml")).code).toBe(2);
  });

  test("another file, by name", async () => {
    write("a.yaml", DOUBTFUL);
    write("other.yaml", "check: { rules: { WE0111: off } }\n");
    expect((await check("--config", "other.yaml", "a.yaml")).code).toBe(0);
    expect((await check("--config", "none.yaml", "a.yaml")).code).toBe(2);
  });

  test("a file with settings of check alone asks gen for nothing", async () => {
    write("wildegress.yaml", "check: { failOn: error }\n");
    const { code, err } = await runMain(["gen", "-f", "wildegress.yaml"], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain("has no policies");
  });
});

describe("wildegress explain", () => {
  test.runIf(existsSync("dist/rules"))("prints the page of a rule, by code or name", async () => {
    const { code, out } = await runMain(["explain", "WE0101"]);
    expect([code, out]).toEqual([0, readFileSync("src/check/rules/export-to/doc.md", "utf8")]);
    expect((await runMain(["explain", "export-to"])).out).toBe(out);
  });

  test("of a rule that is not there is an error", async () => {
    const { code, err } = await runMain(["explain", "exprot-to"]);
    expect(code).toBe(2);
    expect(err).toContain("did you mean export-to?");
  });
});
