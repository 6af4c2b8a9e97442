import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { packageRoot } from "../package-root.ts";
import type { Io } from "./io.ts";

/** Declared by every command that has texts to replace. */
export const TEMPLATE_DIR_FLAG = "--template-dir <dir>";

/**
 * A text of templates/, or the one that the user put in its place: a file of the same name in `--template-dir`.
 *
 * @param name its path below the folder: "init/minimal.yaml"
 * @returns undefined when neither folder has it
 * @throws DiagnosticError when `--template-dir` is no folder, or the file in it cannot be read
 */
export function readTemplate(name: string, templateDir: string | undefined, io: Pick<Io, "cwd">): string | undefined {
  const own = templateDir === undefined ? undefined : readUsersTemplate(name, templateDir, io);
  return own ?? readIfThere(join(packageRoot(), "templates", name));
}

/** The text in `--template-dir`; undefined when there is none of that name, which leaves ours in place. */
export function readUsersTemplate(name: string, templateDir: string, io: Pick<Io, "cwd">): string | undefined {
  const folder = resolve(io.cwd, templateDir);
  requireFolder(folder, templateDir);
  try {
    return readIfThere(join(folder, name));
  } catch (error) {
    throw new DiagnosticError({
      severity: "error",
      code: "template-not-readable",
      what: `the template ${join(templateDir, name)} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      fix: "check its permissions",
      at: originOf(templateDir),
    });
  }
}

/** Names in a folder of templates, of ours and the user's, sorted. */
export function listTemplates(folder: string, templateDir: string | undefined, io: Pick<Io, "cwd">): string[] {
  const names = new Set(readdirSync(join(packageRoot(), "templates", folder)));
  if (templateDir !== undefined) {
    const own = resolve(io.cwd, templateDir);
    requireFolder(own, templateDir);
    if (isFolder(join(own, folder))) for (const name of readdirSync(join(own, folder))) names.add(name);
  }
  return [...names].sort();
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function requireFolder(folder: string, templateDir: string): void {
  if (isFolder(folder)) return;
  throw new DiagnosticError({
    severity: "error",
    code: "no-template-dir",
    what: `there is no folder ${templateDir}`,
    why: "--template-dir names a folder whose files replace those of wildegress",
    fix: "check the name, or leave the flag out",
    at: originOf(templateDir),
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function originOf(templateDir: string): Origin {
  return { kind: "flag", flag: "--template-dir", value: templateDir };
}
