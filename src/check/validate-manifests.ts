import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { findInputs, type Input, type InputWorld, readText } from "../documents/inputs.ts";
import { manifestsIn } from "../documents/list-items.ts";
import type { ManifestDocument } from "../documents/parse-documents.ts";
import { placedFinding } from "../documents/placed-finding.ts";
import type { Release } from "../istio/release.ts";
import { checkSchema, hasSchema } from "../schema/schema-check.ts";

/** A manifest of a kind without schemas: named, so that nobody takes it for checked. */
export interface Skipped {
  readonly file: string;
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ValidationReport {
  /** "1.31" */
  readonly release: string;
  readonly files: number;
  /** Manifests seen, those in lists counted one by one. */
  readonly documents: number;
  /** Manifests that were checked and have no finding. */
  readonly valid: number;
  readonly skipped: readonly Skipped[];
  /** Sorted by file, line and column. All have a place in a file. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Validates manifests from files, folders and standard input (`-`) against the schemas of an Istio release.
 *
 * @throws DiagnosticError when something named is not there, and when there is nothing to validate
 */
export async function validateFiles(
  named: readonly string[],
  release: Release,
  world: InputWorld,
): Promise<ValidationReport> {
  const inputs = findInputs(named, world);
  const tally = new Tally(release.name);
  for (const input of inputs) await tally.readInput(input);
  const report = tally.report(inputs.length);
  if (report.documents === 0 && report.findings.length === 0) throw nothingIn(named, "validate");
  return report;
}

class Tally {
  readonly #release: string;
  readonly #findings: Diagnostic[] = [];
  readonly #skipped: Skipped[] = [];
  #documents = 0;
  #valid = 0;

  constructor(release: string) {
    this.#release = release;
  }

  async readInput(input: Input): Promise<void> {
    const decoded = await readText(input);
    if ("problem" in decoded) {
      this.#findings.push(decoded.problem);
      return;
    }
    const { lazyDocuments } = await import("../documents/lazy-documents.ts");
    for (const parsed of lazyDocuments(decoded.text, input.file)) {
      if ("problem" in parsed) this.#findings.push(parsed.problem);
      else this.#checkDocument(parsed.document);
    }
  }

  #checkDocument(document: ManifestDocument): void {
    for (const { value, path } of manifestsIn(document.value)) {
      this.#documents++;
      const findings = checkSchema(value, this.#release);
      for (const finding of findings) this.#findings.push(placedFinding(finding, path, document));
      if (findings.length > 0) continue;
      const { apiVersion, kind } = value as { apiVersion: string; kind: string };
      if (hasSchema(apiVersion, kind)) this.#valid++;
      else this.#skipped.push({ file: document.file, line: document.locate(path).line, apiVersion, kind });
    }
  }

  report(files: number): ValidationReport {
    return {
      release: this.#release,
      files,
      documents: this.#documents,
      valid: this.#valid,
      skipped: this.#skipped,
      findings: this.#findings.sort(byPlace),
    };
  }
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  const a = placeOf(one);
  const b = placeOf(other);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function placeOf({ at }: Diagnostic): { file: string; line: number; column: number } {
  return at?.kind === "file" ? at : { file: "", line: 0, column: 0 };
}

/** The error for names behind which there is no manifest at all. */
export function nothingIn(named: readonly string[], verb: "check" | "validate"): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-documents",
    what: `there is nothing to ${verb} in ${named.join(" ")}`,
    why: "no document was found, and a check of nothing must not look like a pass",
    fix: "name files with manifests; of a pipe, see what its first command printed",
  });
}
