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

/** Whether every name that the first stands for is one that the second stands for (istio pkg/config/host SubsetOf). */
export function isCoveredBy(name: string, other: string): boolean {
  if (isWildcard(name))
    return isWildcard(other) && name.length >= other.length && name.slice(1).endsWith(other.slice(1));
  return isWildcard(other) ? name.endsWith(other.slice(1)) : name === other;
}

/** Whether one of the two covers the other (Matches). */
export function overlap(one: string, other: string): boolean {
  return isCoveredBy(one, other) || isCoveredBy(other, one);
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
