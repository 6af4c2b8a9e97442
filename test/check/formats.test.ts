import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { reportGithub } from "../../src/check/report/github.ts";
import { reportJson } from "../../src/check/report/json.ts";
import { reportJunit } from "../../src/check/report/junit.ts";
import { reportSarif } from "../../src/check/report/sarif.ts";
import { findingsText } from "../../src/check/report/text.ts";
import type { CheckReport } from "../../src/check/run-check.ts";
import { isThere } from "../slow/needed-program.ts";
import { checkReport } from "./check-text.ts";

/** Two findings with related places, one of them on what XML, YAML and workflow commands take for syntax. */
const TEXT = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wikipedia, namespace: "team <a> & \\"b\\"" }
spec:
  hosts: ["a%0A::b,c\\u0007<&>.org"]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  - { number: 443, name: tls, protocol: TLS }
`;
let report: CheckReport;
let clean: CheckReport;

beforeAll(async () => {
  await compileValidators({ outDir: "dist/validators" });
  report = await checkReport(TEXT, { layers: ["schema", "admission"] });
  clean = await checkReport("apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n");
});

test("there is something to print", () => {
  expect(report.findings.map(({ code, at }) => [code, at.line])).toEqual([
    ["WE0110", 5],
    ["WE0113", 8],
    ["WE0113", 8],
  ]);
});

describe("JSON", () => {
  test("has the findings with their places, and reads back", () => {
    const { findings, release } = JSON.parse(reportJson(report));
    expect(release).toBe("1.31");
    expect(findings[1]).toMatchObject({
      code: "WE0113",
      rule: "service-entry-ports",
      level: "error",
      line: 8,
      path: "spec.ports[1].number",
    });
    expect(findings[1].related).toEqual([
      { file: "<stdin>", line: 7, column: 15, endColumn: 18, path: "spec.ports[0].number", words: "the first of them" },
    ]);
  });
});

describe("SARIF", () => {
  test("has what code scanning asks for", () => {
    const log = JSON.parse(reportSarif(report));
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["WE0110", "WE0113"]);
    expect(run.results).toHaveLength(3);
    for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(["error", "warning", "note"]).toContain(level);
      expect(message.text).toMatch(/\nwhy: .*\nfix: /);
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(artifactLocation.uri).toBe("%3Cstdin%3E");
      expect(region.endColumn).toBeGreaterThan(region.startColumn);
      expect(Object.keys(partialFingerprints)).toEqual(["wildegress/v1"]);
    }
    expect(run.results[1].relatedLocations[0].message.text).toBe("the first of them");
    expect(JSON.parse(reportSarif(clean)).runs[0].results).toEqual([]);
  });
});

describe("annotations of GitHub", () => {
  test("one line each, with what would end a property or a line escaped", () => {
    const lines = reportGithub(report).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatch(
        /^::error file=<stdin>,line=\d+,col=\d+,endColumn=\d+,title=WE\d{4} [\w-]+::[^\n]+%0Awhy: .+%0Afix: .+$/,
      );
    expect(lines[0]).toContain("a%250A::b,c");
    expect(reportGithub(clean)).toBe("");
  });
});

describe("JUnit", () => {
  test("counts, and escapes what XML would take for its own", () => {
    const text = reportJunit(report);
    expect(text).toContain('<testsuites name="wildegress check" tests="3" failures="3">');
    expect(text).toContain("&lt;&amp;&gt;.org");
    expect(text).not.toContain("\u0007");
    expect(reportJunit(clean)).toContain('tests="1" failures="0"');
  });

  test.runIf(isThere("python3"))("is XML", () => {
    const script =
      "import sys, xml.etree.ElementTree as e; print(len(e.fromstring(sys.stdin.read()).findall('.//failure')))";
    expect(execFileSync("python3", ["-c", script], { input: reportJunit(report), encoding: "utf8" })).toBe("3\n");
  });
});

describe("text", () => {
  test("marks the field below its line, and names the other place", () => {
    const text = findingsText(
      report,
      () => true,
      (_level, word) => word,
    );
    expect(text).toContain(`<stdin>:8:15 error WE0113 service-entry-ports
  spec.ports[1].number: service entry port 443 already defined
  8 |   - { number: 443, name: tls, protocol: TLS }
    |               ^^^
`);
    expect(text).toContain("  see: <stdin>:7:15 the first of them\n");
    expect(text).not.toContain("\u0007");
  });
});
