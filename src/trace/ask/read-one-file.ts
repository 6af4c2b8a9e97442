import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { decode } from "../../documents/decode.ts";
import { findInputs, type InputWorld } from "../../documents/inputs.ts";

/**
 * The text of one file that a flag names, or of standard input for `-`.
 *
 * @throws DiagnosticError that points at the flag
 */
export async function readOneFile(name: string, flag: string, io: InputWorld): Promise<{ text: string; file: string }> {
  const at = { kind: "flag" as const, flag, value: name };
  try {
    const [input, more] = findInputs([name], io);
    if (input === undefined || more !== undefined || input.file.startsWith(`${name}/`)) {
      throw new DiagnosticError({
        severity: "error",
        code: "is-a-directory",
        what: `${name} is a folder`,
        why: `${flag} takes one file`,
        fix: "name the file in it",
      });
    }
    const bytes = await input.read();
    if (!(bytes instanceof Uint8Array)) throw new DiagnosticError(bytes);
    const decoded = decode(bytes, input.file);
    if ("problem" in decoded) throw new DiagnosticError(decoded.problem);
    return { text: decoded.text, file: input.file };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(...error.diagnostics.map((diagnostic) => ({ ...diagnostic, at: diagnostic.at ?? at })));
  }
}
