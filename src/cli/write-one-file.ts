import { basename, dirname, resolve } from "node:path";
import { DiagnosticError, EnvironmentError } from "../diagnostics/diagnostic.ts";
import { writeFiles } from "../output/write-files.ts";

/**
 * Writes a file that a flag names, whole or not at all.
 *
 * @throws DiagnosticError or EnvironmentError that points at the flag
 */
export async function writeOneFile(name: string, content: string, flag: string, cwd: string): Promise<void> {
  const path = resolve(cwd, name);
  try {
    await writeFiles(dirname(path), [{ name: basename(path), content }]);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const diagnostics = error.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      what: `${name} could not be written`,
      at: { kind: "flag" as const, flag, value: name },
    }));
    throw error instanceof EnvironmentError
      ? new EnvironmentError(...diagnostics)
      : new DiagnosticError(...diagnostics);
  }
}
