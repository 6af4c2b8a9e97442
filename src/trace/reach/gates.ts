import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { ReachReport } from "./report.ts";

/** What `--fail-on` knows: whether a report has it, in words. */
const GATES = {
  "allow-any": ({ allowAny }: ReachReport) => (allowAny ? ["every name and address on every port is let out"] : []),
  direct: ({ reached }: ReachReport) =>
    reached
      .filter(({ way }) => way === "sidecar")
      .map(({ name, address }) => `${shown(name, address)} is reached straight from the sidecar`),
  "lying-address": ({ reached }: ReachReport) =>
    reached
      .filter(({ addressChosenBy }) => addressChosenBy === "client")
      .map(({ name, address }) => `${shown(name, address)}: the client chooses the address`),
  unknown: ({ unknown }: ReachReport) => unknown.map(({ name, address, says }) => `${shown(name, address)}: ${says}`),
} as const;

export type Gate = keyof typeof GATES;

export const GATE_NAMES = Object.keys(GATES) as readonly Gate[];

function shown(name: string, address: string): string {
  const names = name === "*" ? "every name" : name === "" ? "no server name" : name;
  return address === "" ? names : `${names} at ${address}`;
}

/** The gates of `--fail-on`, each given by itself or many with commas. @throws DiagnosticError for one that is not known */
export function gatesOf(given: readonly string[]): Gate[] {
  const names = given.flatMap((one) => one.split(",")).map((one) => one.trim());
  return names.map((name) => {
    const gate = GATE_NAMES.find((one) => one === name);
    if (gate !== undefined) return gate;
    throw new DiagnosticError({
      severity: "error",
      code: "bad-gate",
      what: `--fail-on does not know "${name}"`,
      why: `it knows ${GATE_NAMES.join(", ")}`,
      fix: didYouMean(name, GATE_NAMES) ?? "write for example --fail-on allow-any,unknown",
      at: { kind: "flag", flag: "--fail-on", value: name },
    });
  });
}

/** A gate that a report does not pass. */
export interface Hit {
  readonly gate: Gate;
  readonly client: string;
  readonly says: string;
}

export function hitsOf(gates: readonly Gate[], reports: readonly ReachReport[]): Hit[] {
  return gates.flatMap((gate) =>
    reports.flatMap((report) => {
      const [first] = report.clients;
      const client = first === undefined ? "" : `${first.namespace}/${first.name}`;
      return [...new Set(GATES[gate](report))].map((says) => ({ gate, client, says }));
    }),
  );
}
