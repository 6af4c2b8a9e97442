import { type Diagnostic, describeOrigin, type Severity } from "../diagnostics/diagnostic.ts";
import { type Io, wantsColour } from "./io.ts";

type Painter = (severity: Severity, text: string) => string;

/**
 * Writes diagnostics to stderr, one block each:
 *
 *     error: "*" is not a domain  (--domain *)
 *       why: …
 *       fix: …
 */
export async function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io): Promise<void> {
  if (diagnostics.length === 0) return;
  const paint = await painterFor(io);
  io.stderr.write(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, paint)).join(""));
}

function formatDiagnostic(diagnostic: Diagnostic, paint: Painter): string {
  const place = describeOrigin(diagnostic.at);
  const label = diagnostic.severity === "info" ? "note" : diagnostic.severity;
  const lines = [
    `${paint(diagnostic.severity, `${label}:`)} ${oneLine(diagnostic.what)}${place === "" ? "" : `  (${oneLine(place, LONGEST_PLACE)})`}`,
  ];
  if (diagnostic.why !== undefined) lines.push(`  why: ${oneLine(diagnostic.why)}`);
  if (diagnostic.fix !== undefined) lines.push(`  fix: ${oneLine(diagnostic.fix)}`);
  return `${lines.join("\n")}\n`;
}

/** Longer texts come from input that is quoted, a name of a megabyte; what matters of it stands at its beginning. */
const LONGEST = 800;
const LONGEST_PLACE = 120;

/** Input is quoted in messages: control characters in it must not move the cursor or forge a line. */
function oneLine(text: string, longest = LONGEST): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

async function painterFor(io: Io): Promise<Painter> {
  if (!wantsColour(io.stderr, io.env)) return (_severity, text) => text;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const colours = { error: chalk.red.bold, warning: chalk.yellow.bold, info: chalk.cyan.bold };
  return (severity, text) => colours[severity](text);
}
