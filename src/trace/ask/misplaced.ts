import { type Diagnostic, DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { TraceMode, TraceOptions } from "./options.ts";

/** Flags of one connection: neither a table nor expectations have any use for them. */
const OF_ONE: readonly (readonly [keyof TraceOptions, string])[] = [
  ["sni", "--sni"],
  ["ip", "--ip"],
  ["hostHeader", "--host-header"],
  ["through", "--through"],
  ["tunnelSni", "--tunnel-sni"],
  ["diagram", "--diagram"],
];
/** What an expectation says itself. */
const OF_A_CONNECTION: readonly (readonly [keyof TraceOptions, string])[] = [
  ["from", "--from"],
  ["port", "--port"],
  ["protocol", "--protocol"],
  ["path", "--path"],
  ["bypassSidecar", "--bypass-sidecar"],
];

/** What is asked for, and by which name. @throws DiagnosticError for flags that contradict each other or would do nothing */
export function modeOf(target: string | undefined, options: TraceOptions): TraceMode {
  const mode = options.expect !== undefined ? "expect" : options.diff !== undefined ? "diff" : oneOrTable(options);
  const problems: Diagnostic[] = [];
  const refuse = (flag: string, why: string, fix: string) => problems.push(idle(flag, why, fix));
  if (target !== undefined && options.table !== undefined) {
    refuse("--table", "a table has the names, and one is named beside it", "leave one of the two out");
  }
  if (mode === "expect") {
    const beside = "the file of --expect names the connections";
    if (target !== undefined) refuse(target, beside, "leave the name out, or put it into the file");
    if (options.table !== undefined) refuse("--table", beside, "run twice, once for each");
    if (options.diff !== undefined)
      refuse("--diff", "expectations hold for one set of manifests", "run twice, once for each folder");
    for (const [key, flag] of [...OF_A_CONNECTION, ...OF_ONE])
      if (options[key] !== undefined) refuse(flag, beside, "say it there");
    if (options.certificate === false) refuse("--no-certificate", beside, "say it there");
  } else if (target === undefined && options.table === undefined) problems.push(nothingAsked());
  if ((mode === "table" || (mode === "diff" && target === undefined)) && problems.length === 0) {
    const each = "with --table each name is asked for as an honest client would";
    for (const [key, flag] of OF_ONE) if (options[key] !== undefined) refuse(flag, each, "trace one name to set it");
  }
  if (mode === "diff" && options.diagram !== undefined && target !== undefined) {
    refuse(
      "--diagram",
      "a diagram shows one way, and two are compared",
      "trace each folder with a --diagram of its own",
    );
  }
  problems.push(...formatProblems(mode, options), ...connectionProblems(options));
  if (problems.length > 0) throw new DiagnosticError(...problems);
  return mode;
}

function oneOrTable({ table }: TraceOptions): TraceMode {
  return table === undefined ? "one" : "table";
}

function formatProblems(mode: TraceMode, { format, diagram }: TraceOptions): Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (format === "mermaid" && mode !== "one") {
    problems.push(idle("--format mermaid", "it draws the way of one connection", "use --format text or json"));
  }
  if (format === "junit" && mode !== "expect") {
    problems.push(
      idle("--format junit", "it reports tests, and there are none without --expect", "use --format text or json"),
    );
  }
  if (diagram !== undefined && !/\.(svg|html?)$/i.test(diagram)) {
    problems.push({
      severity: "error",
      code: "bad-diagram",
      what: `${diagram} ends neither in .svg nor in .html`,
      why: "the ending of the file says what is drawn",
      fix: "write for example --diagram way.svg",
      at: { kind: "flag", flag: "--diagram", value: diagram },
    });
  }
  return problems;
}

function connectionProblems(options: TraceOptions): Diagnostic[] {
  const { protocol, sni, hostHeader, path, through, tunnelSni, certificate, bypassSidecar } = options;
  const problems: Diagnostic[] = [];
  const refuse = (flag: string, why: string, fix: string) => problems.push(idle(flag, why, fix));
  if (sni !== undefined && protocol !== undefined && protocol !== "tls") {
    refuse(
      "--sni",
      `the SNI is part of TLS, and the protocol is ${protocol}`,
      protocol === "http" ? "use --host-header for HTTP" : "use --protocol tls",
    );
  }
  for (const [flag, value] of [
    ["--host-header", hostHeader],
    ["--path", path],
  ] as const) {
    if (value === undefined) continue;
    if (protocol !== undefined && protocol !== "http") {
      refuse(
        flag,
        `it is part of HTTP, and the protocol is ${protocol}${protocol === "tls" ? ": inside TLS no proxy sees it" : ""}`,
        "use --protocol http",
      );
    } else if (sni !== undefined)
      refuse(flag, "with --sni the connection is TLS, and no proxy sees it", "leave one of the two out");
  }
  if (path !== undefined && !path.startsWith("/")) {
    problems.push({
      severity: "error",
      code: "bad-path",
      what: `"${path}" is no path`,
      why: "a path begins with a slash",
      fix: `write --path '/${path}'`,
      at: { kind: "flag", flag: "--path", value: path },
    });
  }
  if (through !== undefined && bypassSidecar !== true) {
    refuse("--through", "it is how a client goes that keeps its sidecar out of it", "add --bypass-sidecar");
  }
  if (through === undefined) {
    const why = "it says how --through knocks at the gateway, and there is no --through";
    if (tunnelSni !== undefined) refuse("--tunnel-sni", why, "add --through NAMESPACE/GATEWAY");
    if (certificate === false) refuse("--no-certificate", why, "add --through NAMESPACE/GATEWAY");
  }
  return problems;
}

function idle(flag: string, why: string, fix: string): Diagnostic {
  return {
    severity: "error",
    code: "flag-without-effect",
    what: `${flag} would have no effect`,
    why,
    fix,
    ...(flag.startsWith("--") ? { at: { kind: "flag", flag } } : {}),
  };
}

function nothingAsked(): Diagnostic {
  return {
    severity: "error",
    code: "no-target",
    what: "nothing was named to trace",
    why: "a trace asks where one connection goes, or many",
    fix: "wildegress trace de.wikipedia.org:443 -f manifests/ --from default/sleep, or --table FILE, or --expect FILE",
  };
}
