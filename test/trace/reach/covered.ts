import { contains, rangeOf } from "../../../src/model/envoy/address-match.ts";
import { isBelow } from "../../../src/trace/reach/name-cells.ts";
import type { Covered, ReachReport } from "../../../src/trace/reach/report.ts";

/** A connection of an honest client: to whatever the name resolves to. */
export interface Wanted {
  readonly name: string;
  readonly port: number;
  readonly protocol: "tls" | "http" | "tcp";
}

/** The lines of a report that say something of a connection. */
export function linesFor<Line extends Covered>(
  lines: readonly Line[],
  wanted: Wanted,
  { namedPorts }: ReachReport,
  at?: string,
): Line[] {
  const port = String(wanted.port);
  return lines.filter((line) => {
    const { name, except, address, ports, protocols } = line;
    return (
      (at === undefined ? address === "" : isAt(line, at)) &&
      protocols.includes(wanted.protocol) &&
      (ports.includes("*") || ports.includes(port) || (ports.includes("other") && !namedPorts.includes(port))) &&
      takes(name, wanted.name) &&
      !except.some((one) => takes(one.name, wanted.name))
    );
  });
}

/** The lines that say that a connection to an address of the client's own choice gets through, or that it may. */
export function linesAt(
  report: ReachReport,
  wanted: Wanted,
  address: string,
  end: { readonly host: string; readonly port: number },
): Covered[] {
  const unknown = linesFor(report.unknown, wanted, report, address);
  const reached = report.reached.filter((line) => {
    // Whoever reaches a server of the manifests by its name needs no line for its address.
    const there = { host: line.destination?.host ?? line.name, port: line.destination?.port ?? wanted.port };
    if (there.host === end.host && there.port === end.port) return true;
    return linesFor([line], wanted, report, address).length > 0;
  });
  return [...unknown, ...reached];
}

function isAt(line: Covered, address: string): boolean {
  const within = (text: string) => {
    const range = rangeOf(text);
    return range !== undefined && contains(range, address);
  };
  return line.address === "" || line.address === "*" ? !line.exceptAddresses.some(within) : within(line.address);
}

function takes(pattern: string, name: string): boolean {
  return pattern === name || isBelow(name, pattern);
}
