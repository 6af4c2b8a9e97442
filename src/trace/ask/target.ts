import { domainToASCII } from "node:url";
import { DiagnosticError, type Origin } from "../../diagnostics/diagnostic.ts";
import { ipVersion, isPort } from "../../plan/addresses.ts";

/** What `wildegress trace HOST[:PORT]` names. */
export interface TraceTarget {
  /** Lower case, A-labels; an address as it is written without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
  readonly port: number | undefined;
}

/**
 * Reads `de.wikipedia.org`, `de.wikipedia.org:443`, `192.0.2.1:443` or `[2001:db8::1]:443`.
 *
 * @throws DiagnosticError that says what was meant where that can be told: a URL, a path, a wildcard
 */
export function parseTarget(text: string, at: Origin): TraceTarget {
  const written = text.trim();
  refuseUrls(written, at);
  if (ipVersion(written) === 6) return { host: written, isAddress: true, port: undefined };
  const [, bracketed, name = "", portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(written) ?? [];
  const port = portText === undefined ? undefined : parsePort(portText, at);
  if (bracketed !== undefined) {
    if (ipVersion(bracketed) !== 6) throw notAName(written, "only an IPv6 address stands in brackets", at);
    return { host: bracketed, isAddress: true, port };
  }
  if (ipVersion(name) === 4) return { host: name, isAddress: true, port };
  return { host: parseName(name === "" ? written : name, at), isAddress: false, port };
}

/**
 * A host name as it is compared: lower case, A-labels.
 *
 * @throws DiagnosticError for what is no name, or more than one
 */
export function parseName(text: string, at: Origin): string {
  if (text.startsWith("*.") || text.startsWith(".")) {
    const base = text.replace(/^\*?\./, "");
    throw problem(
      "wildcard-target",
      `"${text}" is many names`,
      "a connection goes to one",
      `trace one that it covers, such as www.${base}, or many with --table FILE`,
      at,
    );
  }
  if (text.endsWith(".") && text.length > 1) {
    throw problem(
      "trailing-dot",
      `"${text}" ends with a dot`,
      "clients do not send the dot as SNI, and Envoy compares names without it",
      `write ${text.replace(/\.+$/, "")}`,
      at,
    );
  }
  const name = canonicalName(text);
  if (name === undefined) throw notAName(text, "a name has letters, digits and hyphens in labels that dots part", at);
  return name;
}

/** The same without words: undefined for what is no name. */
export function canonicalName(text: string): string | undefined {
  if (PLAIN_NAME.test(text)) return text;
  const ascii = /[^\x21-\x7e]/.test(text) ? domainToASCII(text) : text.toLowerCase();
  return PLAIN_NAME.test(ascii) ? ascii : undefined;
}

const PLAIN_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

export function parsePort(text: string, at: Origin): number {
  if (/^\d{1,5}$/.test(text) && isPort(Number(text))) return Number(text);
  throw problem(
    "bad-port",
    `"${text}" is not a port`,
    "a port is a whole number from 1 to 65535",
    "write for example 443",
    at,
  );
}

function refuseUrls(text: string, at: Origin): void {
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([\s\S]*)$/i.exec(text);
  if (url !== null) {
    const [, scheme = "", host = "", port, rest = ""] = url;
    const http = scheme.toLowerCase() === "http";
    const path = http && rest.startsWith("/") && rest !== "/" ? ` --path '${rest}'` : "";
    throw problem(
      "url-for-target",
      `"${text}" is a URL`,
      "a connection has a host and a port; TLS hides the rest",
      `write ${host === "" ? "the host" : host}:${port ?? (http ? 80 : 443)}${path}`,
      at,
    );
  }
  const slash = text.indexOf("/");
  if (slash >= 0) {
    throw problem(
      "path-for-target",
      `"${text}" has a path`,
      "a connection has a host and a port",
      `write ${text.slice(0, slash) || "the host"}; for HTTP add --path '${text.slice(slash)}'`,
      at,
    );
  }
}

function notAName(text: string, why: string, at: Origin): DiagnosticError {
  return problem("bad-target", `"${text}" is no host name`, why, "write for example de.wikipedia.org:443", at);
}

function problem(code: string, what: string, why: string, fix: string, at: Origin): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, what, why, fix, at });
}
