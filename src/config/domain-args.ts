import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { commaParts } from "./flag-reader.ts";
import type { Sourced } from "./request.ts";
import { type InputIo, readTextInput } from "./text-input.ts";

const FLAG = "--domain";

/**
 * The domains of `--domain`: names parted by commas, and `@FILE` for a file with one on each line; `@-` is standard input.
 *
 * @throws DiagnosticError when a file cannot be read or has no domain in it
 */
export async function readDomainArgs(values: unknown, io: InputIo): Promise<Sourced<string>[]> {
  const domains: Sourced<string>[] = [];
  for (const value of commaParts(values)) {
    const at: Origin = { kind: "flag", flag: FLAG, value };
    if (!value.startsWith("@")) domains.push({ value, at });
    else for (const domain of await readDomainFile(value.slice(1), at, io)) domains.push(domain);
  }
  return domains;
}

async function readDomainFile(name: string, at: Origin, io: InputIo): Promise<Sourced<string>[]> {
  if (name === "") {
    throw new DiagnosticError({
      severity: "error",
      code: "empty-file-name",
      what: "@ is not followed by a file name",
      why: "@FILE reads domains from a file",
      fix: "write --domain @domains.txt, or --domain @- for standard input",
      at,
    });
  }
  const text = await readTextInput(name, at, io);
  const file = name === "-" ? "<stdin>" : name;
  const domains = text.split(/\r\n?|\n/).flatMap((line, index) => {
    const value = line.replace(/(^|\s)#.*$/, "").trim();
    if (value === "") return [];
    const column = line.indexOf(value) + 1;
    return [{ value, at: { kind: "file", file, line: index + 1, column } as const }];
  });
  if (domains.length === 0) {
    throw new DiagnosticError({
      severity: "error",
      code: "no-domains",
      what: `there is no domain in ${file}`,
      why: "empty lines and lines that begin with # do not count",
      fix: "write one domain on each line",
      at,
    });
  }
  return domains;
}
