import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { DiagnosticError, EnvironmentError, type Origin } from "../diagnostics/diagnostic.ts";

/** Larger input is taken for a mistake: 10,000 domains of full length are 2.5 MB. */
export const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** What reading text needs of the outside world: a part of the CLI's Io. */
export interface InputIo {
  readonly cwd: string;
  /** Standard input, no more than `limit` bytes and one. */
  readStdin(limit?: number): Promise<Uint8Array>;
}

/**
 * Reads a text file, or standard input for "-".
 *
 * @param at the flag that named the file
 * @throws DiagnosticError when it is not there, is a directory, is too large or is not UTF-8 text
 */
export async function readTextInput(name: string, at: Origin, io: InputIo): Promise<string> {
  const shown = name === "-" ? "standard input" : name;
  const bytes = name === "-" ? await io.readStdin(MAX_INPUT_BYTES) : await readFileUpTo(name, MAX_INPUT_BYTES, at, io);
  if (bytes.byteLength > MAX_INPUT_BYTES) {
    throw inputError("input-too-large", at, `${shown} is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB`, {
      why: "no list of domains is that long; it is probably another file",
      fix: "check the name of the file, or split it",
    });
  }
  return decode(bytes, shown, at);
}

function decode(bytes: Uint8Array, shown: string, at: Origin): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw notText(shown, at, "it is not UTF-8");
  }
  if (text.includes("\0")) throw notText(shown, at, "it has NUL bytes");
  return text;
}

function notText(shown: string, at: Origin, why: string): DiagnosticError {
  return inputError("not-text", at, `${shown} is not text`, {
    why,
    fix: "check the name of the file; save it as UTF-8",
  });
}

async function readFileUpTo(name: string, limit: number, at: Origin, io: InputIo): Promise<Uint8Array> {
  const path = resolve(io.cwd, name);
  try {
    // A directory opens well and fails late, with words that differ by platform.
    if (statSync(path).isDirectory()) {
      throw inputError("is-a-directory", at, `${name} is a directory`, {
        why: "a file is wanted",
        fix: `name the file in it, such as ${name.replace(/\/+$/, "")}/wildegress.yaml`,
      });
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of createReadStream(path, { end: limit })) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw readError(error, name, at);
  }
}

function readError(error: unknown, name: string, at: Origin): DiagnosticError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ENAMETOOLONG":
      return inputError("file-not-found", at, `there is no file ${name}`, {
        why: "the path is read from the folder that wildegress is started in",
        fix: "check the name; wildegress init writes a starter wildegress.yaml",
      });
    case "EACCES":
    case "EPERM":
      return inputError("file-not-readable", at, `${name} may not be read`, {
        why: "its permissions do not allow it",
        fix: `make it readable: chmod +r ${name}`,
      });
    case "ERR_INVALID_ARG_VALUE":
      return inputError("file-not-found", at, "the file name has a NUL byte", {
        why: "no file can have one",
        fix: "check the name",
      });
    default:
      return new EnvironmentError({
        severity: "error",
        code: "file-read-failed",
        what: `${name} could not be read`,
        why: error instanceof Error ? error.message : String(error),
        fix: "check the file and its disk",
        at,
      });
  }
}

function inputError(code: string, at: Origin, what: string, words: { why: string; fix: string }): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, what, ...words, at });
}
