import { CHECKED, type CheckOptions, type CheckReport } from "../check/run-check.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { oneLine } from "../diagnostics/one-line.ts";
import type { CheckFlags } from "./check-options.ts";
import type { Io } from "./io.ts";

/** What a run with --fix leaves to be told. */
export interface FixOutcome {
  /** What is to be printed: what remains after the repairs. */
  readonly report: CheckReport;
  /** What the exit code goes by: with --dry-run the files as they are. */
  readonly counted: CheckReport;
  /** Whether standard output is taken by a diff or by the text of standard input. */
  readonly stdoutTaken: boolean;
}

const BOM = "\ufeff";

/**
 * Repairs what can be repaired for certain and writes it: files in their places, standard input to standard output, with --dry-run a diff.
 *
 * @throws DiagnosticError for flags that do not go together, and for a file that changed meanwhile or may not be written
 */
export async function runFix(
  named: readonly string[],
  flags: CheckFlags,
  options: CheckOptions,
  io: Io,
): Promise<FixOutcome> {
  const fromStdin = named.includes("-");
  const stdoutTaken = fromStdin || flags.dryRun;
  if (stdoutTaken && flags.format !== "text") throw formatHasNoPlace(flags);
  const { findInputs } = await import("../documents/inputs.ts");
  const { fixFiles } = await import("../check/fix/fix-files.ts");
  let stdin: Promise<Uint8Array> | undefined;
  const world = {
    cwd: io.cwd,
    readStdin: (): Promise<Uint8Array> => {
      stdin ??= io.readStdin();
      return stdin;
    },
  };
  const inputs = findInputs(named, world, CHECKED);
  const { before, after, repaired, files } = await fixFiles(named, inputs, options, world);
  if (flags.dryRun) {
    const { unifiedDiff } = await import("../check/fix/unified-diff.ts");
    for (const { input, before: old, after: text } of files) io.stdout.write(unifiedDiff(input.file, old, text));
  } else {
    await write(files);
    if (fromStdin) {
      const changed = files.find(({ input }) => input.place === undefined);
      const bytes = await world.readStdin();
      io.stdout.write(
        changed === undefined
          ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
          : withBom(bytes, changed.after),
      );
    }
  }
  const verb = flags.dryRun ? "would repair" : "repaired";
  for (const { at, code, rule, what } of repaired)
    io.stderr.write(`${oneLine(at.file)}:${at.line} ${verb} ${code} ${rule}: ${oneLine(what)}\n`);
  const places = `${repaired.length} finding${repaired.length === 1 ? "" : "s"}`;
  io.stderr.write(`${verb} ${places} in ${files.length} file${files.length === 1 ? "" : "s"}\n`);
  return { report: after, counted: flags.dryRun ? before : after, stdoutTaken };
}

type Fixed = Awaited<ReturnType<typeof import("../check/fix/fix-files.ts").fixFiles>>["files"];

async function write(files: Fixed): Promise<void> {
  const { isUnchanged } = await import("../check/fix/fix-files.ts");
  const { replaceFiles } = await import("../output/replace-files.ts");
  const replacements = [];
  for (const { input, before, after } of files) {
    if (input.place === undefined) continue;
    if (!(await isUnchanged(input, before))) throw changedMeanwhile(input.file);
    const bytes = await input.read();
    const content = bytes instanceof Uint8Array ? withBom(bytes, after) : after;
    replacements.push({ name: input.file, ...input.place, content });
  }
  await replaceFiles(replacements);
}

/** The mark is no part of the text that is checked, and stays where it was. */
function withBom(old: Uint8Array, text: string): string {
  return old[0] === 0xef && old[1] === 0xbb && old[2] === 0xbf ? BOM + text : text;
}

function changedMeanwhile(file: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "file-changed",
    what: `${file} is not changed: another program wrote to it meanwhile`,
    why: "what was checked is not what is there now; no file was changed",
    fix: "run again",
  });
}

function formatHasNoPlace({ format, dryRun }: CheckFlags): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "format-has-no-place",
    what: `--format ${format} has no place to go`,
    why: dryRun
      ? "with --dry-run standard output is the diff"
      : "with - and --fix standard output is the repaired text",
    fix: "leave --format away: what remains is said on standard error",
    at: { kind: "flag", flag: "--format", value: format },
  });
}
