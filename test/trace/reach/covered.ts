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
): Line[] {
  const port = String(wanted.port);
  return lines.filter(
    ({ name, except, address, ports, protocols }) =>
      address === "" &&
      protocols.includes(wanted.protocol) &&
      (ports.includes("*") || ports.includes(port) || (ports.includes("other") && !namedPorts.includes(port))) &&
      takes(name, wanted.name) &&
      !except.some((one) => takes(one.name, wanted.name)),
  );
}

function takes(pattern: string, name: string): boolean {
  return pattern === name || isBelow(name, pattern);
}
