import type { PolicyPort } from "../plan/plan.ts";

export interface ServiceEntryPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly targetPort?: number;
}

/** A policy's port as a ServiceEntry has it: `tls` and `http` for the usual ones, else `tls-8443`. */
export function servicePort({ number, protocol }: PolicyPort): ServiceEntryPort {
  const usual = number === (protocol === "tls" ? 443 : 80);
  return { number, name: usual ? protocol : `${protocol}-${number}`, protocol: protocol.toUpperCase() };
}
