import { constants, copyFile, lstat, open, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolders } from "./make-folders.ts";
import type { OutputFile } from "./output-files.ts";
import { writeProblem } from "./write-problem.ts";

/** Files that are written at the same time: enough to hide the disk's latency, far below any limit of open files. */
const AT_ONCE = 16;

interface Pending {
  readonly target: string;
  readonly temporary: string;
  readonly backup: string;
  state: "planned" | "backed-up" | "replaced";
}

/**
 * Writes all files into the folder, or none: each goes to a temporary file beside its place and to the disk first, and only when all are
 * there do they take their places; when one cannot, what was there before comes back. Makes the folder when it is missing.
 *
 * @throws DiagnosticError for a folder that cannot be written, EnvironmentError for a disk that is full or broken
 */
export async function writeFiles(folder: string, files: readonly OutputFile[]): Promise<void> {
  const root = resolve(folder);
  const suffix = `${process.pid}.tmp`;
  const pending = files.map(({ name }): Pending => {
    if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name))
      throw new Error(`not a file name: ${name}`);
    const hidden = join(root, `.${name}.${suffix}`);
    return { target: join(root, name), temporary: hidden, backup: `${hidden}.old`, state: "planned" };
  });
  let made: string | undefined;
  try {
    made = await makeFolders(root);
    await forEach(pending, ({ target }) => refuseFolder(target));
    await forEach(pending, ({ temporary }, index) => writeDurably(temporary, files[index]?.content ?? ""));
    await forEach(pending, replace);
  } catch (error) {
    await forEach(pending, undo);
    if (made !== undefined) await removeFolders(root, made);
    throw writeProblem(error, folder);
  }
  await forEach(pending, ({ backup }) => rm(backup, { force: true }));
}

/** A rename onto a folder fails; better to know before anything is in its place. */
async function refuseFolder(target: string): Promise<void> {
  const there = await lstat(target).catch(() => undefined);
  if (there?.isDirectory()) {
    throw Object.assign(new Error(`EISDIR: ${target}`), { code: "EISDIR", path: target });
  }
}

async function writeDurably(file: string, content: string): Promise<void> {
  await rm(file, { force: true });
  // Never through a link that somebody laid in a shared folder.
  const handle = await open(file, "wx", 0o644);
  try {
    await handle.writeFile(content);
    // Some file systems tell only here that the disk is full.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replace(entry: Pending): Promise<void> {
  const there = await lstat(entry.target).catch(() => undefined);
  if (there?.isFile()) {
    await copyFile(entry.target, entry.backup, constants.COPYFILE_FICLONE);
    entry.state = "backed-up";
  }
  await rename(entry.temporary, entry.target);
  if (entry.state === "planned") entry.state = "replaced";
}

async function undo(entry: Pending): Promise<void> {
  await rm(entry.temporary, { force: true }).catch(() => {});
  if (entry.state === "backed-up") await rename(entry.backup, entry.target).catch(() => {});
  if (entry.state === "replaced") await rm(entry.target, { force: true }).catch(() => {});
  await rm(entry.backup, { force: true }).catch(() => {});
}

/** Removes the folders from `folder` up to `outermost`, which this run made; one that has something in it stays. */
async function removeFolders(folder: string, outermost: string): Promise<void> {
  for (let current = folder; current.startsWith(outermost); current = dirname(current)) {
    const removed = await rmdir(current).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

/** Runs the work for all entries, some at a time; waits for what has begun, and throws the first error. */
async function forEach<T>(entries: readonly T[], work: (entry: T, index: number) => Promise<void>): Promise<void> {
  const queue = entries.entries();
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, entry] of queue) {
      if (errors.length > 0) return;
      await work(entry, index).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
