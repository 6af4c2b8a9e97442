import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** 16 MiB. Ten times what etcd takes of one resource, and some 30,000 ServiceEntries in one file. */
export const MAX_BYTES = 16 * 1024 * 1024;

/** The text of a file, or what keeps it from being text. */
export type Decoded = { readonly text: string } | { readonly problem: Diagnostic };

/**
 * UTF-8 only, with or without a byte order mark: what kubectl reads.
 *
 * @param file the name for messages
 */
export function decode(bytes: Uint8Array, file: string): Decoded {
  if (bytes.length > MAX_BYTES) return { problem: tooLarge(file, bytes.length) };
  if (isUtf16(bytes)) {
    return problem(
      file,
      1,
      1,
      "not-utf-8",
      `${file} is UTF-16, not UTF-8`,
      "Kubernetes reads manifests in UTF-8",
      "save it as UTF-8",
    );
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const { line, column } = positionOfBadByte(bytes);
    return problem(
      file,
      line,
      column,
      "not-utf-8",
      `${file} is not UTF-8 text`,
      "Kubernetes reads manifests in UTF-8; this looks like a binary file or another encoding",
      "name the YAML or JSON file that was meant, or save it as UTF-8",
    );
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const { line, column } = positionIn(text, nul);
    return problem(
      file,
      line,
      column,
      "nul-character",
      `${file} has a NUL character`,
      "YAML and JSON allow none; this looks like a binary file",
      "name the YAML or JSON file that was meant",
    );
  }
  return { text };
}

export function tooLarge(file: string, bytes: number): Diagnostic {
  return {
    severity: "error",
    code: "too-large",
    what: `${file} has ${Math.ceil(bytes / 1024 / 1024)} MiB`,
    why: `more than ${MAX_BYTES / 1024 / 1024} MiB in one file is no set of manifests`,
    fix: "split it into several files",
    at: { kind: "file", file, line: 1, column: 1 },
  };
}

/** Line and column, from 1, of a place in a text. */
export function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let index = before.indexOf("\n"); index >= 0; index = before.indexOf("\n", index + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Halves its way to the longest beginning that is UTF-8. */
function positionOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  let good = 0;
  for (let step = 2 ** Math.ceil(Math.log2(bytes.length + 1)); step >= 1; step /= 2) {
    if (good + step <= bytes.length && isUtf8(bytes.subarray(0, good + step))) good += step;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, good), { stream: true });
  return positionIn(text, text.length);
}

/** Whether bytes are the beginning of a UTF-8 text; a character that is cut off at the end is none the worse. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function problem(
  file: string,
  line: number,
  column: number,
  code: string,
  what: string,
  why: string,
  fix: string,
): Decoded {
  return { problem: { severity: "error", code, what, why, fix, at: { kind: "file", file, line, column } } };
}
