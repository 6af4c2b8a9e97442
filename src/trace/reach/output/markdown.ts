import { oneLine } from "../../../diagnostics/one-line.ts";
import type { ReachReport } from "../report.ts";
import type { ReachDocument } from "./document.ts";
import { aroundWords, HEADS, type Row, rowsByWay, unknownWords, wayTitle } from "./rows.ts";
import { clientsWords, LYING, openWords } from "./sentences.ts";

/** The report for a pull request or an audit. */
export function reachMarkdown({ settings, reports, assumptions }: ReachDocument): string {
  const taken = [...new Set([...assumptions, ...reports.flatMap((report) => report.assumptions)])];
  const parts = [
    "# What workloads may reach outside the mesh",
    `By the manifests alone, for Istio ${settings.target.release.name}.`,
    ...reports.flatMap(reportParts),
    ...(taken.length === 0 ? [] : ["## Taken for granted", list(taken)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function reportParts(report: ReachReport): string[] {
  const open = text(openWords(report));
  const parts = [`## ${text(clientsWords(report))}`, report.allowAny ? `> **${open}**` : open];
  for (const { way, rows } of rowsByWay(report)) {
    const table = [`| ${HEADS.join(" | ")} |`, `|${HEADS.map(() => "---").join("|")}|`, ...rows.map(rowLine)];
    parts.push(`### ${wayTitle(way)}`, table.join("\n"));
  }
  if (report.reached.some(({ addressChosenBy }) => addressChosenBy === "client")) parts.push(LYING);
  if (report.unknown.length > 0) {
    const lines = report.unknown
      .map(unknownWords)
      .map(({ to, says, places }) => [`${to}: ${says}`, ...places].join(" — "));
    parts.push("### Unknown", list(lines));
  }
  parts.push("### Around the sidecar", list(aroundWords(report)));
  if (report.inCluster > 0) parts.push(`In-cluster Services that are not listed: ${report.inCluster}`);
  return parts;
}

function rowLine({ to, port, protocol, chosenBy, privateAnswers, openedBy, notes }: Row): string {
  const cells = [
    [code(to), ...notes.map(text)].join("<br>"),
    port,
    protocol,
    chosenBy,
    privateAnswers,
    openedBy.map(text).join("<br>"),
  ];
  return `| ${cells.join(" | ")} |`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${text(line)}`).join("\n");
}

/** A name as it stands: a star is no emphasis. */
function code(words: string): string {
  return `\`${oneLine(words).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function text(words: string): string {
  return oneLine(words).replace(/[\\`*_[\]<>|]/g, (mark) => `\\${mark}`);
}
