import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { PortProtocol } from "./plan.ts";

export interface ParsedPort {
  readonly number: number;
  readonly protocol: PortProtocol;
  readonly at: Origin;
}

/** Words that people write for a protocol, and what they mean here. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["https", "tls: the workload's own TLS passes unread"],
  ["ssl", "tls"],
  ["tcp", "tls: names can be told apart only by SNI or Host, and plain TCP has neither"],
  ["grpc", "tls, or http for gRPC without TLS"],
  ["http2", "http"],
  ["h2", "http"],
]);

/** Ports that the sidecar itself listens on (istio.io, "Ports used by Istio"). */
const SIDECAR_PORTS = new Set([15_000, 15_001, 15_004, 15_006, 15_008, 15_020, 15_021, 15_053, 15_090]);

/**
 * Reads `443`, `8443/tls` or `80/http`. Without a protocol 80 is http and any other port tls.
 *
 * @throws DiagnosticError for a port that is out of range, the sidecar's own, or of another protocol
 */
export function parsePort(text: string, at: Origin): ParsedPort {
  const problem = (code: string, what: string, why: string, fix: string): DiagnosticError =>
    new DiagnosticError({ severity: "error", code, what, why, fix, at });
  const match = /^(\d+)(?:\/([a-z0-9.-]+))?$/i.exec(text.trim());
  if (match === null) {
    throw problem(
      "bad-port",
      `"${text}" is not a port`,
      "a port is NUMBER or NUMBER/PROTOCOL",
      "write for example --port 443, --port 8443/tls or --port 80/http",
    );
  }
  const number = Number(match[1]);
  if (number < 1 || number > 65_535) {
    throw problem("port-range", `port ${match[1]} is out of range`, "ports go from 1 to 65535", "check the number");
  }
  const protocol = match[2]?.toLowerCase() ?? (number === 80 ? "http" : "tls");
  if (protocol !== "tls" && protocol !== "http") {
    const meant = MEANT.get(protocol);
    throw problem(
      "port-protocol",
      `port ${number}: "${match[2]}" is not a protocol that a wildcard can be matched in`,
      "a wildcard is matched by the SNI of TLS or the Host of HTTP",
      meant === undefined ? "write tls or http" : `write ${meant}`,
    );
  }
  if (SIDECAR_PORTS.has(number)) {
    throw problem(
      "port-of-sidecar",
      `port ${number} belongs to the Istio sidecar`,
      "the sidecar listens on it itself, so it cannot carry the workload's traffic",
      "use the port that the outside server listens on",
    );
  }
  return { number, protocol, at };
}

/**
 * Sorts ports by number and drops repetitions.
 *
 * @throws DiagnosticError when one number is given two protocols
 */
export function mergePorts(ports: readonly ParsedPort[]): ParsedPort[] {
  const byNumber = new Map<number, ParsedPort>();
  for (const port of ports) {
    const other = byNumber.get(port.number);
    if (other !== undefined && other.protocol !== port.protocol) {
      throw new DiagnosticError({
        severity: "error",
        code: "port-collision",
        what: `port ${port.number} is given as ${other.protocol} and as ${port.protocol}`,
        why: "a sidecar reads one port in one way",
        fix: "keep one of the two",
        at: port.at,
      });
    }
    byNumber.set(port.number, port);
  }
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
}
