import { describeOrigin } from "../diagnostics/diagnostic.ts";
import { oneLine } from "../diagnostics/one-line.ts";
import type { ValidationReport } from "./validate-manifests.ts";

/** One block a finding: `file:line:column: error what`, then why and fix. */
export function findingsText(report: ValidationReport): string {
  return report.findings
    .map(({ severity, what, why, fix, at }) => {
      const lines = [`${oneLine(describeOrigin(at))}: ${severity}: ${oneLine(what)}`];
      if (why !== undefined) lines.push(`  why: ${oneLine(why)}`);
      if (fix !== undefined) lines.push(`  fix: ${oneLine(fix)}`);
      return `${lines.join("\n")}\n`;
    })
    .join("");
}

/** "12 manifests in 3 files against Istio 1.31: 10 valid, 2 findings", and what was not checked. */
export function summaryText(report: ValidationReport, { verbose }: { verbose: boolean }): string {
  const { documents, files, release, valid, findings, skipped } = report;
  const counts = [`${valid} valid`, count(findings.length, "finding")];
  const lines = [
    `${count(documents, "manifest")} in ${count(files, "file")} against Istio ${release}: ${counts.join(", ")}`,
  ];
  if (skipped.length > 0) {
    const more = verbose ? ":" : ` (--verbose names them)`;
    lines.push(`${skipped.length} not checked: there are no schemas for ${kindsOf(report)}${more}`);
    if (verbose)
      for (const { file, line, apiVersion, kind } of skipped)
        lines.push(`  ${oneLine(`${file}:${line} ${apiVersion} ${kind}`)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The report for machines: keys in a fixed order, one line of JSON pretty-printed. */
export function reportJson(report: ValidationReport): string {
  const findings = report.findings.map(({ severity, code, what, why, fix, at }) => ({
    severity,
    code,
    what,
    why,
    fix,
    ...(at?.kind === "file" ? { file: at.file, line: at.line, column: at.column, path: at.path } : {}),
  }));
  return `${JSON.stringify({ ...report, findings }, undefined, 2)}\n`;
}

function kindsOf({ skipped }: ValidationReport): string {
  const kinds = [...new Set(skipped.map(({ kind }) => oneLine(kind)))].sort();
  return kinds.length > 5 ? `${kinds.slice(0, 5).join(", ")} and ${kinds.length - 5} more kinds` : kinds.join(", ");
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
