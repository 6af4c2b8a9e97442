/** Where a value came from, so that a message can point at it. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "flag"; readonly flag: string; readonly value?: string }
  /** `line` and `column` count from 1. `path` is the dotted path of the value inside the document. */
  | {
      readonly kind: "file";
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly path?: string;
    }
  | { readonly kind: "cluster"; readonly detail: string };

export const DEFAULT_ORIGIN: Origin = { kind: "default" };

export type Severity = "error" | "warning" | "info";

/**
 * Something to tell a person: what is the matter, why it matters, and what to do about it.
 *
 * `code` is a stable kebab-case identifier ("public-suffix"), for tests, JSON output and look-up in the docs.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: string;
  readonly what: string;
  readonly why?: string | undefined;
  readonly fix?: string | undefined;
  readonly at?: Origin | undefined;
}

/** Thrown for what a person can mend: the CLI prints its diagnostics and no stack trace. Exit code 2: the input is at fault. */
export class DiagnosticError extends Error {
  override readonly name: string = "DiagnosticError";
  readonly exitCode: 2 | 3 = 2;
  readonly diagnostics: readonly Diagnostic[];

  constructor(...diagnostics: Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.what).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** Thrown when the world around fails rather than the input: a full disk, a kubectl that does not run. Exit code 3. */
export class EnvironmentError extends DiagnosticError {
  override readonly name = "EnvironmentError";
  override readonly exitCode = 3;
}

/** Words for an origin as they stand in a message: `--domain` or `wildegress.yaml:4:9`. Empty for defaults. */
export function describeOrigin(origin: Origin | undefined): string {
  switch (origin?.kind) {
    case "flag":
      return origin.value === undefined ? origin.flag : `${origin.flag} ${origin.value}`;
    case "file":
      return `${origin.file}:${origin.line}:${origin.column}`;
    case "cluster":
      return origin.detail;
    default:
      return "";
  }
}
