import type { Finding } from "../finding.ts";
import type { CheckReport } from "../run-check.ts";

/** A suite for each file, with a case for each finding; a file without any has one case, which passes. */
export function reportJunit({ files, findings }: CheckReport): string {
  const failures = findings.filter(isFailure).length;
  const byFile = new Map<string, Finding[]>(files.map((file) => [file, []]));
  for (const finding of findings) byFile.get(finding.at.file)?.push(finding);
  const suites = [...byFile].map(([file, found]) => suite(file, found));
  const cases = [...byFile.values()].reduce((sum, found) => sum + Math.max(1, found.length), 0);
  const head = `<testsuites name="wildegress check" tests="${cases}" failures="${failures}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, "</testsuites>", ""].join("\n");
}

function suite(file: string, findings: readonly Finding[]): string {
  const cases =
    findings.length === 0 ? [`    <testcase name="no findings" classname="${xml(file)}"/>`] : findings.map(testcase);
  const counts = `tests="${cases.length}" failures="${findings.filter(isFailure).length}"`;
  return [`  <testsuite name="${xml(file)}" ${counts}>`, ...cases, "  </testsuite>"].join("\n");
}

function testcase(finding: Finding): string {
  const { code, rule, level, what, why, fix, at } = finding;
  const name = `${code} ${rule} ${at.line}:${at.column}`;
  const head = `    <testcase name="${xml(name)}" classname="${xml(at.file)}" file="${xml(at.file)}" line="${at.line}">`;
  const text = xml(`${at.file}:${at.line}:${at.column} ${what}\nwhy: ${why}\nfix: ${fix}`);
  const body = isFailure(finding)
    ? `      <failure type="${level}" message="${xml(what)}">${text}</failure>`
    : `      <system-out>${text}</system-out>`;
  return [head, body, "    </testcase>"].join("\n");
}

/** A note is no failure. */
function isFailure({ level }: Finding): boolean {
  return level !== "info";
}

/** XML 1.0 has no way to write most control characters. */
function xml(text: string): string {
  return [...text]
    .map((character) => (isForbidden(character) ? "\uFFFD" : character))
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function isForbidden(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return ![0x09, 0x0a, 0x0d].includes(point);
  return (point >= 0xd800 && point <= 0xdfff) || point === 0xfffe || point === 0xffff;
}
