import type { CommanderError } from "commander";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

const SEE_HELP = "wildegress --help lists the commands, wildegress COMMAND --help their flags";

/** Says in our form what commander found wrong with a command line. */
export function usageDiagnostic(error: CommanderError): Diagnostic {
  const [what = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  return {
    severity: "error",
    code: error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    what: what.replace(/\.$/, ""),
    ...hintFor(error.code, suggestion),
  };
}

function hintFor(code: string, suggestion: string | undefined): Pick<Diagnostic, "why" | "fix"> {
  if (suggestion !== undefined) return { fix: suggestion.replace(/^\(|\)$/g, "") };
  if (code === "commander.excessArguments") {
    return {
      why: "a bare * may have become a list of file names: a shell expands it before wildegress sees it",
      fix: "quote the wildcard, --domain '*.wikipedia.org', or write --domain .wikipedia.org",
    };
  }
  return { fix: SEE_HELP };
}
