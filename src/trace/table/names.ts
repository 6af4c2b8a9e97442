import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Diagnostic, DiagnosticError, type Origin } from "../../diagnostics/diagnostic.ts";
import { oneLine } from "../../diagnostics/one-line.ts";
import { canonicalName } from "../ask/target.ts";
import { linesOf } from "./lines.ts";

/** What reading names needs of the outside world: a part of the CLI's Io. */
export interface NamesIo {
  readonly cwd: string;
  stdin(): AsyncIterable<Uint8Array>;
}

/** Names from a file or, for `-`, standard input: one a line, `#` begins a comment. Those that are none are kept aside. */
export class Names {
  readonly #file: string;
  readonly #chunks: AsyncIterable<Uint8Array>;
  /** The first of the lines that are no names. */
  readonly wrong: Diagnostic[] = [];
  wrongCount = 0;

  constructor(name: string, io: NamesIo) {
    this.#file = name === "-" ? "<stdin>" : name;
    this.#chunks = name === "-" ? io.stdin() : chunksOf(name, io);
  }

  /** Canonical names, many at a time. */
  async *batches(): AsyncGenerator<readonly string[]> {
    let line = 0;
    for await (const lines of linesOf(this.#chunks)) {
      const names: string[] = [];
      for (const text of lines) {
        line++;
        const name = canonicalName(text);
        if (name !== undefined) names.push(name);
        else this.#readMessy(text, line, names);
      }
      if (names.length > 0) yield names;
    }
  }

  #readMessy(text: string, line: number, names: string[]): void {
    const written = text.replace(/#.*$/, "").trim();
    if (written === "") return;
    const name = canonicalName(written);
    if (name !== undefined) names.push(name);
    else {
      this.wrongCount++;
      if (this.wrong.length < MAX_PROBLEMS) this.wrong.push(notAName(written, this.#file, line));
    }
  }
}

const MAX_PROBLEMS = 10;

function notAName(text: string, file: string, line: number): Diagnostic {
  return {
    severity: "error",
    code: "bad-name",
    what: `"${oneLine(text.slice(0, 100))}" is no host name and was passed over`,
    why: "a table has one name on each line, without port, path or wildcard",
    fix: "write for example de.wikipedia.org; the port is --port's",
    at: { kind: "file", file, line, column: 1 },
  };
}

function chunksOf(name: string, { cwd }: NamesIo): AsyncIterable<Uint8Array> {
  const at: Origin = { kind: "flag", flag: "--table", value: name };
  const path = resolve(cwd, name);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) {
    throw new DiagnosticError({
      severity: "error",
      code: stats === undefined ? "file-not-found" : "is-a-directory",
      what: stats === undefined ? `there is no file ${name}` : `${name} is a folder`,
      why: "--table takes a file with a name on each line, or - for standard input",
      fix: "check the name",
      at,
    });
  }
  return createReadStream(path, { highWaterMark: 1 << 18 });
}
