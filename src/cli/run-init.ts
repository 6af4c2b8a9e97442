import { lstatSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { writeFiles } from "../output/write-files.ts";
import type { Io } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { listTemplates, readTemplate } from "./templates.ts";

export interface InitOptions {
  readonly template?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly list?: boolean;
  readonly templateDir?: string;
}

const FOLDER = "init";
const SUFFIX = ".yaml";
const DEFAULT_TEMPLATE = "minimal";
const DEFAULT_FILE = "wildegress.yaml";

/**
 * Writes a starter wildegress.yaml, or lists the templates.
 *
 * @throws DiagnosticError for an unknown template, and for a file that is there already
 */
export async function runInit(options: InitOptions, io: Io): Promise<void> {
  if (options.list === true) {
    io.stdout.write(templateList(options, io));
    return;
  }
  const text = templateText(options, io);
  const out = options.out ?? DEFAULT_FILE;
  if (out === "-") {
    io.stdout.write(text);
    return;
  }
  const path = resolve(io.cwd, out);
  if (options.force !== true && isThere(path)) throw alreadyThere(out);
  await writeFiles(dirname(path), [{ name: basename(path), content: text }]);
  await printDiagnostics(
    [
      {
        severity: "info",
        code: "file-written",
        what: `wrote ${out}`,
        fix: `edit it, then look at the plan: wildegress gen -f ${out} --dry-run`,
      },
    ],
    io,
  );
}

/** A path that leads nowhere is not there; why, writing it will tell. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function templateNames({ templateDir }: InitOptions, io: Io): string[] {
  return listTemplates(FOLDER, templateDir, io).flatMap((name) =>
    name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : [],
  );
}

function templateText(options: InitOptions, io: Io): string {
  const name = options.template ?? DEFAULT_TEMPLATE;
  const names = templateNames(options, io);
  const text = names.includes(name)
    ? readTemplate(join(FOLDER, `${name}${SUFFIX}`), options.templateDir, io)
    : undefined;
  if (text !== undefined) return text;
  const meant = didYouMean(name, names);
  throw new DiagnosticError({
    severity: "error",
    code: "unknown-template",
    what: `there is no template "${name}"`,
    why: `the templates are: ${names.join(", ")}`,
    fix: meant === undefined ? "wildegress init --list describes them" : `did you mean ${meant}?`,
    at: { kind: "flag", flag: "--template", value: name },
  });
}

/** A template's first line says what it is for. */
function templateList(options: InitOptions, io: Io): string {
  const names = templateNames(options, io);
  const width = Math.max(...names.map((name) => name.length));
  return names
    .map((name) => {
      const text = readTemplate(join(FOLDER, `${name}${SUFFIX}`), options.templateDir, io) ?? "";
      const [first = ""] = text.split("\n", 1);
      return `${name.padEnd(width)}  ${first.replace(/^#\s*/, "")}\n`;
    })
    .join("");
}

function alreadyThere(out: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "file-exists",
    what: `${out} is there already`,
    why: "it may be your work, and init would put a starter in its place",
    fix: "write to another file with --out, or overwrite it with --force",
    at: { kind: "flag", flag: "--out", value: out },
  });
}
