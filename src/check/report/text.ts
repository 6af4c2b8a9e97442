import { oneLine } from "../../diagnostics/one-line.ts";
import type { Finding } from "../finding.ts";
import type { Level } from "../rule.ts";
import type { CheckReport } from "../run-check.ts";
import { codeFrame } from "./code-frame.ts";

/** Paints a word in the colour of a level, or leaves it as it is. */
export type Paint = (level: Level, text: string) => string;

/**
 * One block a finding: where, what, the line that it is about, why and what to do.
 *
 * @param shown whether findings of a level are wanted
 */
export function findingsText(report: CheckReport, shown: (level: Level) => boolean, paint: Paint): string {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? (report.sources.get(file) ?? "").split(/\r?\n/);
    lines.set(file, known);
    return known;
  };
  return report.findings
    .filter(({ level }) => shown(level))
    .map((finding) => findingText(finding, linesOf(finding.at.file), paint))
    .join("\n");
}

function findingText(
  { code, rule, level, what, why, fix, at, related, edit }: Finding,
  source: readonly string[],
  paint: Paint,
): string {
  const lines = [
    `${oneLine(at.file)}:${at.line}:${at.column} ${paint(level, level === "info" ? "note" : level)} ${code} ${rule}`,
    `  ${oneLine(what)}`,
    ...codeFrame(source, at).map((line) => `  ${line}`),
    `  why: ${oneLine(why)}`,
    `  fix: ${oneLine(fix)}${edit === undefined ? "" : " (fixable with --fix)"}`,
    ...related.map((other) => `  see: ${oneLine(other.file)}:${other.line}:${other.column} ${oneLine(other.words)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What was looked at and what came of it, in words. */
export function summaryText(report: CheckReport, { verbose }: { readonly verbose: boolean }): string {
  const { files, manifests, release, skipped, passedOver, suppressed, baselined } = report;
  const count = (level: Level): number => report.findings.filter((finding) => finding.level === level).length;
  const counts = [plural(count("error"), "error"), plural(count("warning"), "warning")];
  const lines = [
    `${plural(manifests, "manifest")} in ${plural(files.length, "file")} against Istio ${release}: ${counts.join(", ")}`,
  ];
  const notes = count("info");
  if (notes > 0 && !verbose)
    lines.push(`${plural(notes, "note")} not shown (--verbose shows ${notes === 1 ? "it" : "them"})`);
  const fixable = report.findings.filter(({ edit }) => edit !== undefined).length;
  if (fixable > 0) lines.push(`${plural(fixable, "finding")} fixable: --fix repairs, --fix --dry-run shows how`);
  if (suppressed > 0) lines.push(`${plural(suppressed, "finding")} suppressed by comments and annotations`);
  if (baselined > 0) lines.push(`${plural(baselined, "finding")} known from the baseline`);
  if (skipped.length > 0) {
    const kinds = [...new Set(skipped.map(({ kind }) => oneLine(kind)))].sort();
    const named =
      kinds.length > 5 ? `${kinds.slice(0, 5).join(", ")} and ${kinds.length - 5} more kinds` : kinds.join(", ");
    lines.push(
      `${skipped.length} not checked: there are no schemas for ${named}${verbose ? ":" : " (--verbose names them)"}`,
    );
    if (verbose)
      for (const { file, line, apiVersion, kind } of skipped)
        lines.push(`  ${oneLine(`${file}:${line} ${apiVersion} ${kind}`)}`);
  }
  if (passedOver.length > 0) {
    lines.push(
      `${plural(passedOver.length, "document")} passed over: no manifests${verbose ? ":" : " (--verbose names them)"}`,
    );
    if (verbose) for (const { file, line } of passedOver) lines.push(`  ${oneLine(`${file}:${line}`)}`);
  }
  return `${lines.join("\n")}\n`;
}

function plural(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
