import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SchemaFinding } from "../schema/finding.ts";
import type { ManifestDocument } from "./parse-documents.ts";

/** What a schema finds wrong, with its place in a file. @param base where the manifest stands in its document: inside a list, say */
export function placedFinding(
  { path: inside, code, what, why, fix }: SchemaFinding,
  base: readonly (string | number)[],
  document: ManifestDocument,
): Diagnostic {
  const path = [...base, ...inside];
  const { line, column } = document.locate(path, code === "unknown-field" ? "key" : "value");
  return {
    severity: "error",
    code,
    what,
    why,
    fix,
    at: { kind: "file", file: document.file, line, column, path: path.join(".") },
  };
}
