import { type Diagnostic, DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { ipVersion } from "../../plan/addresses.ts";
import { canonicalName } from "./target.ts";

/**
 * What names resolve to, from a text in the form of /etc/hosts: an address and its names on each line, `#` begins a comment.
 * A name may stand on several lines; it has all their addresses then.
 *
 * @param file its name, for messages
 * @throws DiagnosticError with the lines that are not in this form
 */
export function parseHostsFile(text: string, file: string): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>();
  const problems: Diagnostic[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const [address, ...names] = written.replace(/#.*$/, "").trim().split(/\s+/);
    if (address === undefined || address === "") continue;
    const wrong = ipVersion(address) === 0 ? address : names.find((name) => canonicalName(name) === undefined);
    if (wrong !== undefined || names.length === 0) {
      problems.push(notInForm(wrong, address, file, index + 1));
      continue;
    }
    for (const name of names) {
      const key = canonicalName(name) ?? name;
      addresses.set(key, [...(addresses.get(key) ?? []), address]);
    }
  }
  if (problems.length > 0) throw new DiagnosticError(...problems.slice(0, MAX_PROBLEMS));
  return addresses;
}

const MAX_PROBLEMS = 10;

function notInForm(wrong: string | undefined, address: string, file: string, line: number): Diagnostic {
  return {
    severity: "error",
    code: "bad-hosts-file",
    what: wrong === undefined ? `${address} has no name` : `"${wrong}" is no ${wrong === address ? "address" : "name"}`,
    why: "--hosts takes the form of /etc/hosts: an address, then its names",
    fix: "write for example: 192.0.2.7  de.wikipedia.org",
    at: { kind: "file", file, line, column: 1 },
  };
}
