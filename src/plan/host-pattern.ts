import { domainToASCII } from "node:url";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/** A host that a policy names: exactly one, or everything below a suffix. */
export interface HostPattern {
  /** Canonical: lower-case A-labels, `*.wikipedia.org` or `www.wikipedia.org`. */
  readonly text: string;
  readonly wildcard: boolean;
  /** `wikipedia.org` for both `*.wikipedia.org` and `wikipedia.org`. */
  readonly base: string;
  readonly at: Origin;
}

const MAX_NAME = 253;
const MAX_LABEL = 63;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Reads what a person writes for a domain: `*.wikipedia.org`, `.wikipedia.org` (the same), `www.wikipedia.org`, `*.bücher.example`.
 * A wildcard covers names of any depth below its base, and never the base itself.
 *
 * @throws DiagnosticError that says what was meant where that can be told: a URL, a port, a path, a trailing dot.
 */
export function parseHostPattern(text: string, at: Origin): HostPattern {
  const problem = (code: string, what: string, why: string, fix: string): DiagnosticError =>
    new DiagnosticError({ severity: "error", code, what, why, fix, at });
  const written = text.trim();
  if (written === "") {
    throw problem(
      "empty-domain",
      "a domain is empty",
      "an empty name matches nothing",
      "write a domain such as *.wikipedia.org, or remove the stray comma",
    );
  }
  const meant = pastedFrom(written);
  if (meant !== undefined) throw problem(meant.code, meant.what, meant.why, meant.fix);

  const wildcard = written.startsWith("*.") || written.startsWith(".");
  const rest = wildcard ? written.slice(written.indexOf(".") + 1) : written;
  if (written === "*" || rest === "*") {
    throw problem(
      "catch-all",
      `"${written}" would open every host there is`,
      "Istio refuses a bare * in a ServiceEntry, and an allow-list of everything is none",
      "name the domains, for example *.wikipedia.org",
    );
  }
  if (rest.includes("*")) throw problem("misplaced-wildcard", ...misplacedWildcard(written));
  const base = toAscii(rest);
  if (base === undefined) {
    throw problem(
      "bad-domain",
      `"${written}" is not a domain name`,
      "a name has letters, digits and hyphens in labels that dots part",
      "check the spelling; international names are fine as they are written",
    );
  }
  if (isIpAddress(base)) {
    throw problem(
      "ip-address",
      `"${written}" is an IP address`,
      "TLS sends no SNI for an address, so no wildcard rule can match it",
      "name the host; for a fixed address write a ServiceEntry with `addresses` by hand",
    );
  }
  const fault = faultOf(base, wildcard);
  if (fault !== undefined) throw problem(fault.code, `"${written}": ${fault.what}`, fault.why, fault.fix);
  return { text: wildcard ? `*.${base}` : base, wildcard, base, at };
}

/** Whether every name that `inner` covers is covered by `outer`. */
export function covers(outer: HostPattern, inner: HostPattern): boolean {
  if (outer.text === inner.text) return true;
  return outer.wildcard && inner.base.endsWith(`.${outer.base}`);
}

/** Whether some name is covered by both. */
export function overlaps(one: HostPattern, other: HostPattern): boolean {
  return covers(one, other) || covers(other, one);
}

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

interface Fault {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Recognises what people paste instead of a domain. */
function pastedFrom(text: string): Fault | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text);
  if (url !== null) {
    const host = (url[1] ?? "").replace(/^[^@]*@/, "").replace(/:\d+$/, "");
    return {
      code: "url-for-domain",
      what: `"${text}" is a URL`,
      why: "egress is decided by host name; TLS hides the rest",
      fix: `write --domain '${host === "" ? "www.example.org" : host}'`,
    };
  }
  if (/^[^/]+\/\d{1,3}$/.test(text) && /^[\d.:a-f]+\//i.test(text)) {
    return {
      code: "ip-address",
      what: `"${text}" is a range of IP addresses`,
      why: "TLS sends no SNI for an address, so no wildcard rule can match it",
      fix: "name the hosts",
    };
  }
  const slash = text.indexOf("/");
  if (slash >= 0) {
    return {
      code: "path-for-domain",
      what: `"${text}" has a path`,
      why: "egress is decided by host name; TLS hides the path",
      fix: `write --domain '${text.slice(0, slash)}'`,
    };
  }
  const port = /^([^:]+):(\d+)$/.exec(text);
  if (port !== null) {
    return {
      code: "port-for-domain",
      what: `"${text}" has a port`,
      why: "ports are given apart from the domains",
      fix: `write --domain '${port[1]}' --port ${port[2]}`,
    };
  }
  if (text.length > 1 && text.endsWith(".")) {
    const name = text.replace(/\.+$/, "");
    return {
      code: "trailing-dot",
      what: `"${text}" ends in a dot`,
      why: "SNI has no trailing dot (RFC 6066), so it would never match",
      fix: /[^.*]/.test(name) ? `write --domain '${name}'` : "write a domain such as *.wikipedia.org",
    };
  }
  return undefined;
}

function misplacedWildcard(text: string): [string, string, string] {
  const why = "Istio and Envoy match a wildcard only as the whole first label";
  const parts = text.split(".");
  const last = parts.findLastIndex((part) => part.includes("*"));
  const below = parts.slice(last + 1).join(".");
  // `*foo.com` and `foo*.com` mean foo.com: `*.com` would be everybody's.
  const stem = last === 0 && !below.includes(".") && below !== "" ? (parts[0] ?? "").replaceAll("*", "") : "";
  const suggestion = stem === "" ? below : `${stem.replace(/^-+|-+$/g, "")}.${below}`;
  const fix = suggestion.includes(".")
    ? `write '*.${suggestion}', which matches names of any depth below ${suggestion}`
    : "list the domains one by one";
  return [`"${text}" has a wildcard in a place where none can be`, why, fix];
}

function toAscii(text: string): string | undefined {
  // domainToASCII maps some ASCII on its own (it drops what URL parsing drops), so it is asked only where it is needed.
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase();
  if (/[\s%]/.test(text)) return undefined;
  const ascii = domainToASCII(text);
  return ascii === "" ? undefined : ascii;
}

function isIpAddress(name: string): boolean {
  return (
    /^\d+(\.\d+){3}$/.test(name) ||
    /^\[?[0-9a-f:]*:[0-9a-f:.]*(%[^\]]*)?\]?$/.test(name) ||
    /^(0x[0-9a-f]+|\d+)$/.test(name)
  );
}

function faultOf(base: string, wildcard: boolean): Fault | undefined {
  const length = base.length + (wildcard ? 2 : 0);
  if (length > MAX_NAME) {
    return {
      code: "name-too-long",
      what: `it has ${length} characters`,
      why: `a DNS name has at most ${MAX_NAME}`,
      fix: "shorten it, or use a wildcard higher up",
    };
  }
  for (const label of base.split(".")) {
    if (label === "") {
      return {
        code: "empty-label",
        what: "it has an empty label",
        why: "two dots stand together, or one too many at an end",
        fix: "remove the extra dot",
      };
    }
    if (label.length > MAX_LABEL) {
      return {
        code: "label-too-long",
        what: `the label "${label.slice(0, 12)}…" has ${label.length} characters`,
        why: `a DNS label has at most ${MAX_LABEL}`,
        fix: "check the name",
      };
    }
    if (!LABEL.test(label)) {
      return {
        code: "bad-label",
        what: `the label "${label}" is not allowed`,
        why: "a label has letters, digits and hyphens, and neither begins nor ends with a hyphen",
        fix: "check the name",
      };
    }
  }
  const top = base.slice(base.lastIndexOf(".") + 1);
  if (/^\d+$/.test(top)) {
    return {
      code: "numeric-tld",
      what: `the top-level domain "${top}" is a number`,
      why: "Istio refuses it, and no such domain exists",
      fix: "check the name",
    };
  }
  if (!base.includes(".") && !wildcard) {
    return {
      code: "short-name",
      what: "it has no dot",
      why: "a short name is a Service of the cluster, not a host outside",
      fix: "write the full name, such as www.wikipedia.org",
    };
  }
  return undefined;
}
