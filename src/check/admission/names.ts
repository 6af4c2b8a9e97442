import { quoted } from "./quoted.ts";

/** A label of a DNS name as Istio takes it: upper case too (istio pkg/config/labels). */
const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
/** The first label of a name that may be a wildcard: `*`, `*-x`, `*x`, `x`. */
const WILDCARD_LABEL = /^(\*|(\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

export function isLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && LABEL.test(text);
}

/** What Istio has against a full name, undefined when nothing (ValidateFQDN). */
export function fullNameProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name);
}

/** The same for a name whose first label may be a wildcard (ValidateWildcardDomain). */
export function wildcardNameProblem(name: string): string | undefined {
  const length = lengthProblem(name);
  if (length !== undefined) return length;
  const dot = name.indexOf(".");
  const first = dot < 0 ? name : name.slice(0, dot);
  if (first.length > LONGEST_LABEL || !WILDCARD_LABEL.test(first)) return invalidLabel(name, first);
  return dot < 0 ? undefined : labelsProblem(name.slice(dot + 1));
}

/**
 * The same for a VirtualService that is bound to gateways alone: with TLS routes it may also name what AUTO_PASSTHROUGH makes,
 * `outbound_.80_._.host` (ValidateWildcardDomainForVirtualServiceBoundToGateway).
 */
export function gatewayBoundNameProblem(name: string, sni: boolean): string | undefined {
  const length = lengthProblem(name);
  if (length !== undefined) return length;
  if (!sni || !name.startsWith("outbound_")) return wildcardNameProblem(name);
  const form = "outbound_.<PORT>_._.<HOSTNAME>";
  const parts = name.split("_");
  if (parts.length < 4) return `domain name ${name} invalid, should follow '${form}' format`;
  const [, port = "", , host = ""] = parts.map((part) => part.replace(/^\.+|\.+$/g, ""));
  if (!/[0-9]/.test(port)) return `${invalidLabel(name, port)}. should follow ${form} format`;
  if (!/[a-zA-Z]/.test(host)) return `${invalidLabel(name, host)}. should follow ${form} format`;
  return undefined;
}

/** A star that is not a whole label: `*-x.com`, `*x.com` (ValidatePartialWildCard). */
export function partialWildcardProblem(name: string): string | undefined {
  return name.includes("*") && name.length !== 1 && !name.startsWith("*.")
    ? `partial wildcard ${quoted(name)} not allowed`
    : undefined;
}

export function isWildcard(name: string): boolean {
  return name.startsWith("*");
}

/** Hosts by what they cover, so that a list of many is not compared each with each. */
export class HostIndex {
  readonly #first = new Map<string, number>();

  constructor(hosts: readonly string[]) {
    for (const [index, host] of hosts.entries()) if (!this.#first.has(host)) this.#first.set(host, index);
  }

  /**
   * Indices of the hosts that stand for every name that a host stands for (istio pkg/config/host SubsetOf), itself included; of equal ones
   * the first.
   */
  *covering(host: string): Generator<number> {
    const wild = isWildcard(host);
    const own = wild ? undefined : this.#first.get(host);
    if (own !== undefined) yield own;
    const text = wild ? host.slice(1) : host;
    for (let from = 0; from <= text.length; from++) {
      const index = this.#first.get(`*${text.slice(from)}`);
      if (index !== undefined) yield index;
    }
  }
}

function lengthProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > LONGEST_NAME) return `domain name ${quoted(name)} too long (max 255)`;
  return name === "" ? "empty domain name not allowed" : undefined;
}

function labelsProblem(name: string): string | undefined {
  const labels = name.split(".");
  const last = labels.at(-1) ?? "";
  if (/^[+-]?\d+$/.test(last)) {
    return `domain name ${quoted(name)} invalid (top level domain ${quoted(last)} cannot be all-numeric)`;
  }
  for (const [index, label] of labels.entries()) {
    // A dot at the end makes a name unambiguous.
    if (index === labels.length - 1 && label === "") return undefined;
    if (!isLabel(label)) return invalidLabel(name, label);
  }
  return undefined;
}

function invalidLabel(name: string, label: string): string {
  return `domain name ${quoted(name)} invalid (label ${quoted(label)} invalid)`;
}
