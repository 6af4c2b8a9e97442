import type { Check } from "./check.ts";
import { type CheckResult, type CheckStatus, type Summary, summarise } from "./result.ts";

/** Colours a status; gives the text back as it is where there is no colour. */
export type PaintStatus = (status: CheckStatus, text: string) => string;

const WORD: Readonly<Record<CheckStatus, string>> = {
  ok: "ok",
  failed: "FAILED",
  warning: "warning",
  skipped: "skipped",
  "not-run": "not run",
};
const STATUS_WIDTH = 8;
const MAX_COLUMN = 72;

/** A table whose rows can be written one by one: the checks are known before the first of them runs. */
export class TableReport {
  readonly #policyWidth: number;
  readonly #whatWidth: number;
  readonly #paint: PaintStatus;

  constructor(checks: readonly Check[], paint: PaintStatus) {
    this.#policyWidth = widest(["POLICY", ...checks.map(({ policy }) => policy)]);
    this.#whatWidth = widest(["CHECK", ...checks.map(({ what }) => what)]);
    this.#paint = paint;
  }

  header(): string {
    return this.#row("STATUS".padEnd(STATUS_WIDTH), "POLICY", "CHECK", "RESULT");
  }

  row({ check, status, detail, fix }: CheckResult): string {
    const word = this.#paint(status, WORD[status].padEnd(STATUS_WIDTH));
    const row = this.#row(word, check.policy, check.what, detail);
    return fix === undefined || status === "ok" ? row : `${row}${" ".repeat(STATUS_WIDTH + 1)}fix: ${fix}\n`;
  }

  footer(results: readonly CheckResult[]): string {
    return `\n${describeSummary(summarise(results))}\n`;
  }

  #row(status: string, policy: string, what: string, detail: string): string {
    const columns = [status, policy.padEnd(this.#policyWidth), what.padEnd(this.#whatWidth), detail];
    return `${columns.join(" ").trimEnd()}\n`;
  }
}

export function describeSummary(summary: Summary): string {
  const parts = [`${summary.ok} ok`, `${summary.failed} failed`];
  if (summary.warnings > 0) parts.push(`${summary.warnings} warnings`);
  if (summary.skipped > 0) parts.push(`${summary.skipped} skipped`);
  if (summary.notRun > 0) parts.push(`${summary.notRun} not run`);
  return parts.join(", ");
}

/** The whole report as JSON, one object. Its shape is documented in docs/verify.md. */
export function jsonReport(results: readonly CheckResult[]): string {
  const checks = results.map(({ check, status, detail, fix, seconds }) => ({
    id: check.id,
    policy: check.policy,
    kind: check.kind,
    what: check.what,
    expectation: check.expectation,
    status,
    detail,
    ...(fix === undefined ? {} : { fix }),
    seconds: Math.round(seconds * 1000) / 1000,
    command: check.command,
  }));
  return `${JSON.stringify({ summary: summarise(results), checks }, undefined, 2)}\n`;
}

function widest(texts: readonly string[]): number {
  return Math.min(MAX_COLUMN, Math.max(...texts.map(({ length }) => length)));
}
