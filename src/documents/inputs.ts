import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { type Decoded, decode, MAX_BYTES, tooLarge } from "./decode.ts";

/** What reading needs of the world outside. */
export interface InputWorld {
  readonly cwd: string;
  readStdin(): Promise<Uint8Array>;
}

/** Something to read manifests from. */
export interface Input {
  /** As named by the user, or below a folder that the user named; `<stdin>` for standard input. */
  readonly file: string;
  /** Whether a folder was named and this was found below it. */
  readonly found: boolean;
  /** Where it is, and the folder that was named or that the named file is in; undefined for standard input. */
  readonly place?: { readonly path: string; readonly folder: string };
  /** The bytes, or why they cannot be had. */
  read(): Promise<Uint8Array | Diagnostic>;
}

/** The text of an input, or what keeps it from being had. */
export async function readText(input: Input): Promise<Decoded> {
  const bytes = await input.read();
  return bytes instanceof Uint8Array ? decode(bytes, input.file) : { problem: bytes };
}

const EXTENSIONS = /\.(ya?ml|json)$/i;

/**
 * The files behind what was named: files as they are, folders by all .yaml, .yml and .json files below them (or what `extensions` says), `-` for
 * standard input. In the order named, folders sorted; a file that is named twice is read once.
 *
 * @throws DiagnosticError when something named is not there, or a folder has no manifests
 */
export function findInputs(named: readonly string[], world: InputWorld, extensions: RegExp = EXTENSIONS): Input[] {
  const inputs = new Map<string, Input>();
  const problems: Diagnostic[] = [];
  for (const name of named) {
    try {
      for (const input of inputsOf(name, world, extensions)) if (!inputs.has(input.file)) inputs.set(input.file, input);
    } catch (error) {
      if (error instanceof DiagnosticError) problems.push(...error.diagnostics);
      else problems.push(unreadable(name, error));
    }
  }
  if (problems.length > 0) throw new DiagnosticError(...problems);
  return [...inputs.values()];
}

function inputsOf(name: string, world: InputWorld, extensions: RegExp): Input[] {
  if (name === "-") return [{ file: "<stdin>", found: false, read: () => world.readStdin() }];
  const path = absolute(name, world);
  if (!statSync(path).isDirectory()) return [fileInput(name, path, dirname(path), false)];
  const files = filesBelow(path, name, path, extensions);
  if (files.length === 0) {
    throw new DiagnosticError({
      severity: "error",
      code: "no-documents",
      what: `there are no manifests in ${name}`,
      why: "of a folder, the files that end in .yaml, .yml or .json are read, at any depth",
      fix: "name the folder or the files that have them",
    });
  }
  return files;
}

/** Thousands of small files are read several times faster one by one than through the pool of threads behind node:fs/promises. */
function filesBelow(path: string, name: string, folder: string, extensions: RegExp): Input[] {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const inputs: Input[] = [];
  for (const entry of entries) {
    const child = join(path, entry.name);
    const childName = join(name, entry.name);
    if (entry.isDirectory()) inputs.push(...filesBelow(child, childName, folder, extensions));
    else if (extensions.test(entry.name) && isFile(entry, child))
      inputs.push(fileInput(childName, child, folder, true));
  }
  return inputs;
}

/** Links to files count (a mounted ConfigMap is full of them); links to folders do not: they may lead round in circles. */
function isFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path).isFile();
  } catch {
    return true;
  }
}

function fileInput(file: string, path: string, folder: string, found: boolean): Input {
  return {
    file,
    found,
    place: { path, folder },
    read: async () => {
      try {
        const { size } = statSync(path);
        return size > MAX_BYTES ? tooLarge(file, size) : readFileSync(path);
      } catch (error) {
        return unreadable(file, error);
      }
    },
  };
}

const REASONS: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  EACCES: { why: "you may not read it", fix: "check its permissions" },
  EISDIR: { why: "it is a folder", fix: "name a file" },
  ELOOP: { why: "its links lead round in a circle", fix: "name the file itself" },
  ENAMETOOLONG: { why: "no file has a name that long", fix: "check the name" },
  ENOENT: { why: "there is no such file or folder", fix: "check the name; - stands for standard input" },
  ENOTDIR: { why: "a part of the path is a file", fix: "check the name" },
  ERR_INVALID_ARG_VALUE: { why: "no file has such a name", fix: "check the name" },
};

function unreadable(name: string, error: unknown): Diagnostic {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = REASONS[code] ?? { why: `the system says ${code || String(error)}`, fix: "check the file" };
  return {
    severity: "error",
    code: code === "ENOENT" ? "file-not-found" : "not-readable",
    what: `cannot read ${name}`,
    ...reason,
  };
}

function absolute(name: string, { cwd }: InputWorld): string {
  return isAbsolute(name) ? name : join(cwd, name);
}
