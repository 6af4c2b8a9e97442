import type { YAMLError } from "yaml";
import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/** More problems than these help nobody. */
export const MAX_PROBLEMS = 20;

export function tooDeep(at: Origin): Diagnostic {
  return {
    severity: "error",
    code: "yaml-too-deep",
    what: "the file nests lists and maps too deep",
    why: "wildegress.yaml has four levels; this is not one",
    fix: "check the name of the file; wildegress init writes a starter wildegress.yaml",
    at,
  };
}

export function nothingIn(file: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "empty-file",
    what: `${file} is empty`,
    why: "there is no policy in it",
    fix: "wildegress init writes a starter wildegress.yaml",
    at: { kind: "file", file, line: 1, column: 1 },
  });
}

/** What the yaml library found, in our words. */
export function syntaxProblem(problem: YAMLError, at: Origin): Diagnostic {
  switch (problem.code) {
    case "MULTIPLE_DOCS":
      return {
        severity: "error",
        code: "yaml-multiple-documents",
        what: "the file has several YAML documents",
        why: "wildegress.yaml is one document; all policies stand in its list",
        fix: "remove the line --- and put the policies under one policies:",
        at,
      };
    case "RESOURCE_EXHAUSTION":
      // Where the stack ran out differs from machine to machine.
      return tooDeep(at.kind === "file" ? { ...at, line: 1, column: 1 } : at);
    default:
      return {
        severity: "error",
        code: "bad-yaml",
        what: "the file is not valid YAML",
        why: problem.message.split("\n", 1)[0],
        fix: hintFor(problem),
        at,
      };
  }
}

function hintFor(problem: YAMLError): string {
  switch (problem.code) {
    case "TAB_AS_INDENT":
      return "indent with blanks";
    case "BAD_ALIAS":
      return 'YAML takes a bare * for an alias: quote the domain, "*.wikipedia.org"';
    case "TAG_RESOLVE_FAILED":
      return "remove the tag, the word that begins with !";
    default:
      return "check the indentation and the quotes at this place";
  }
}
