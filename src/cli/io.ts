import { fstatSync } from "node:fs";
import { isatty } from "node:tty";
import { EnvironmentError } from "../diagnostics/diagnostic.ts";
import { type RunProgram, runProgram } from "../programs/run-program.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * A stream that the CLI writes text to. When its reader has gone (`| head -1`), what is written is dropped without a word.
 * stdout throws an EnvironmentError where the text cannot be kept: a full disk.
 */
export interface TextSink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** How wide the terminal is; undefined where that is not known. */
  readonly columns?: number | undefined;
}

/**
 * Everything that a command may touch of the outside world, so that tests can hand in their own.
 * Product goes to `stdout`, every other word to `stderr`.
 */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Standard input, as bytes: all of it, or no more than `limit` bytes and one, which tells that there was more. */
  readStdin(limit?: number): Promise<Uint8Array>;
  /** The same piece by piece, for input that need not fit into memory. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Runs another program: kubectl, istioctl, curl. */
  readonly run: RunProgram;
}

/** Colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function wantsColour(sink: TextSink, env: Io["env"]): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  return env.TERM !== "dumb" && sink.isTTY;
}

/** The real thing: this process's streams. */
export function processIo(): Io {
  return {
    stdout: descriptorSink(1),
    stderr: descriptorSink(2),
    env: process.env,
    cwd: process.cwd(),
    readStdin,
    stdin: () => process.stdin,
    run: runProgram,
  };
}

async function readStdin(limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit + 1);
}

/**
 * Writes to a file descriptor at once. `process.stdout` would report a full disk or a closed pipe later, by an event, when the exit
 * code has been told already; and it takes milliseconds to set up.
 */
function descriptorSink(fd: 1 | 2): TextSink {
  let readerGone = false;
  return {
    write: (text) => {
      if (readerGone) return;
      try {
        writeWhole(fd, text);
      } catch (error) {
        readerGone = true;
        // There is no place left to complain about stderr.
        if (fd === 1 && !isClosedPipe(error)) throw outputLost(error);
      }
    },
    get isTTY() {
      try {
        return fstatSync(fd).isCharacterDevice() && isatty(fd);
      } catch {
        return false;
      }
    },
    get columns() {
      // Setting up process.stdout takes milliseconds, and only a terminal has columns.
      return this.isTTY ? (fd === 1 ? process.stdout : process.stderr).columns : undefined;
    },
  };
}

/** Windows says EOF. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "EOF");
}

function outputLost(error: unknown): EnvironmentError {
  const full = error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
  return new EnvironmentError({
    severity: "error",
    code: full ? "disk-full" : "stdout-failed",
    what: "standard output could not be written",
    why: full
      ? "the disk is full; what was written is not complete"
      : error instanceof Error
        ? error.message
        : String(error),
    fix: full ? "make room, and run again" : "check where standard output goes to",
  });
}
