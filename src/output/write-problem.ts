import { type Diagnostic, DiagnosticError, EnvironmentError } from "../diagnostics/diagnostic.ts";

/** What a failed write means to a person, by the system's error code. */
const CAUSES: Readonly<Record<string, Pick<Diagnostic, "why" | "fix">>> = {
  EACCES: { why: "you may not write there", fix: "choose another folder, or change its permissions" },
  EPERM: { why: "the system does not permit it", fix: "choose another folder, or change its permissions" },
  EROFS: { why: "the file system is read-only", fix: "choose a folder on another file system" },
  ENOTDIR: { why: "a part of the path is a file", fix: "choose another folder, or move that file away" },
  EEXIST: { why: "there is a file of that name", fix: "choose another folder, or move that file away" },
  EISDIR: {
    why: "a folder has the name of a file that is to be written",
    fix: "choose another folder, or move it away",
  },
  ELOOP: { why: "its symbolic links lead in a circle", fix: "choose another folder" },
  ENAMETOOLONG: { why: "the path is too long", fix: "choose a folder with a shorter path" },
  ENOENT: { why: "the path leads nowhere", fix: "choose another folder" },
};

const FAILURES: Readonly<Record<string, Pick<Diagnostic, "why" | "fix">>> = {
  ENOSPC: { why: "the disk is full", fix: "make room, then run again" },
  EDQUOT: { why: "your disk quota is used up", fix: "make room, then run again" },
  EMFILE: { why: "too many files are open", fix: "raise `ulimit -n`, then run again" },
};

/**
 * The error to throw for one that the system gave while the files of `--out` were written: the input's fault where another folder would
 * do, the environment's where it would not. What is no system error comes back as it is.
 */
export function writeProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const said = CAUSES[error.code] ?? FAILURES[error.code] ?? { why: error.message, fix: "mend that, then run again" };
  const diagnostic: Diagnostic = {
    severity: "error",
    code: CAUSES[error.code] === undefined ? "write-failed" : "unwritable-folder",
    what: `the files could not be written to ${folder}`,
    why: `${said.why} (${error.code}${error.code === "EISDIR" && path !== undefined ? `: ${path}` : ""}); nothing was changed`,
    fix: said.fix,
    at: { kind: "flag", flag: "--out", value: folder },
  };
  return error.code in CAUSES ? new DiagnosticError(diagnostic) : new EnvironmentError(diagnostic);
}
