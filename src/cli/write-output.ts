import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Generated } from "../generate.ts";
import { type OutputFilesOptions, outputFiles } from "../output/output-files.ts";
import { staleFiles } from "../output/stale-files.ts";
import { writeFiles } from "../output/write-files.ts";
import type { Io } from "./io.ts";

/**
 * Writes the files of `--out`, all or none.
 *
 * @returns what is to be said about them on stderr
 * @throws DiagnosticError or EnvironmentError when the folder cannot be written
 */
export async function writeOutput(
  generated: Generated,
  out: string,
  options: OutputFilesOptions,
  io: Pick<Io, "cwd">,
): Promise<Diagnostic[]> {
  const folder = resolve(io.cwd, out);
  const files = outputFiles(generated, options);
  await writeFiles(folder, files);
  const stale = await staleFiles(
    folder,
    files.map(({ name }) => name),
  );
  const notes: Diagnostic[] = [
    {
      severity: "info",
      code: "files-written",
      what: `wrote ${files.length} files to ${out}`,
      fix: `apply them with: kubectl apply -k ${out}`,
    },
  ];
  if (stale.length > 0) {
    notes.push({
      severity: "warning",
      code: "stale-files",
      what: `${out} has ${stale.length} ${stale.length === 1 ? "file" : "files"} of an earlier run: ${stale.slice(0, 5).join(", ")}${stale.length > 5 ? ", …" : ""}`,
      why: "kustomization.yaml does not name them, but kubectl apply -f on the folder would still apply them",
      fix: "delete them, and what they made in the cluster: wildegress clean",
    });
  }
  return notes;
}
