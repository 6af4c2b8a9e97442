import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { DiagnosticError, EnvironmentError } from "../diagnostics/diagnostic.ts";

/** A file that gets another text. */
export interface Replacement {
  /** As the user knows it, for messages. */
  readonly name: string;
  readonly path: string;
  /** The folder that it must be in, also behind symbolic links. */
  readonly folder: string;
  readonly content: string;
}

interface Pending {
  readonly name: string;
  readonly target: string;
  readonly temporary: string;
}

/**
 * Gives files new texts, each whole or not at all: a temporary file beside it takes its place. Modes stay. A symbolic link stays one: what it leads
 * to is replaced. All temporary files are on the disk before the first takes its place.
 *
 * @throws DiagnosticError for a link that leads out of its folder, EnvironmentError where the system refuses to write
 */
export async function replaceFiles(replacements: readonly Replacement[]): Promise<void> {
  const pending: Pending[] = [];
  let current = "";
  try {
    for (const { name, path, folder, content } of replacements) {
      current = name;
      const target = await realpath(path);
      if (!isInside(target, await realpath(folder))) throw leadsOut(name, target);
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
      pending.push({ name, target, temporary });
      await writeBeside(temporary, content, (await stat(target)).mode);
    }
    for (const { name, target, temporary } of pending) {
      current = name;
      await rename(temporary, target);
    }
  } catch (error) {
    for (const { temporary } of pending) await rm(temporary, { force: true }).catch(() => {});
    throw error instanceof DiagnosticError ? error : notWritten(current, error);
  }
}

async function writeBeside(temporary: string, content: string, mode: number): Promise<void> {
  await rm(temporary, { force: true });
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(content);
    // What open makes is cut by the umask.
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}

function leadsOut(name: string, target: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "link-leads-out",
    what: `${name} is not changed: it is a symbolic link to ${target}`,
    why: "that is outside of the folder that was named, where nobody expects a change; no file was changed",
    fix: "name the file that the link leads to",
  });
}

function notWritten(name: string, error: unknown): EnvironmentError {
  const why = error instanceof Error ? error.message : String(error);
  return new EnvironmentError({
    severity: "error",
    code: "write-failed",
    what: `${name} could not be changed`,
    why: `${why}; it is as it was, and so are the files behind it`,
    fix: "check that you may write to its folder and that the disk has room, then run again",
  });
}
