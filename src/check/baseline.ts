import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { isMap } from "../schema/problems.ts";
import type { Finding } from "./finding.ts";

/**
 * Findings that were there when somebody began to check: they are known, and only new ones count. A finding is known by its rule, its file, its
 * manifest and its field, so that it stays known when lines move.
 */
interface Known {
  readonly code: string;
  readonly file: string;
  readonly resource: string;
  readonly path: string;
}

export type Baseline = ReadonlySet<string>;

const ABOUT =
  "Findings that wildegress check knows already. Made by --write-baseline; take lines out as they are mended.";

/** The text of a baseline file for findings: sorted, one a line. */
export function baselineText(findings: readonly Finding[]): string {
  const lines = [...new Set(findings.map((finding) => JSON.stringify(knownOf(finding))))].sort();
  return `{\n  "about": ${JSON.stringify(ABOUT)},\n  "version": 1,\n  "findings": [${lines.length === 0 ? "" : `\n    ${lines.join(",\n    ")}\n  `}]\n}\n`;
}

/**
 * Reads a baseline file.
 *
 * @throws DiagnosticError when it is none
 */
export function readBaseline(text: string, at: Origin): Baseline {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw notABaseline("it is not JSON", at);
  }
  if (!isMap(data) || data.version !== 1 || !Array.isArray(data.findings)) {
    throw notABaseline("it has no findings of version 1", at);
  }
  return new Set(data.findings.map((entry: unknown) => keyOf(isKnown(entry) ? entry : fail(at))));
}

export function isKnownTo(baseline: Baseline, finding: Finding): boolean {
  return baseline.has(keyOf(knownOf(finding)));
}

function knownOf({ code, at, resource }: Finding): Known {
  const name = resource === undefined ? "" : [resource.kind, resource.namespace ?? "", resource.name].join("/");
  return { code, file: at.file, resource: name, path: at.path };
}

function keyOf({ code, file, resource, path }: Known): string {
  return JSON.stringify([code, file, resource, path]);
}

function isKnown(entry: unknown): entry is Known & Readonly<Record<string, unknown>> {
  return isMap(entry) && ["code", "file", "resource", "path"].every((field) => typeof entry[field] === "string");
}

function fail(at: Origin): never {
  throw notABaseline("an entry lacks code, file, resource or path", at);
}

function notABaseline(why: string, at: Origin): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "bad-baseline",
    what: "the file is no baseline",
    why,
    fix: "make one with wildegress check --write-baseline FILE",
    at,
  });
}
