import { parse } from "tldts";
import above from "./above-private-suffixes.json" with { type: "json" };

/**
 * How much a wildcard opens:
 * - `public-suffix`: everybody's names (`*.com`, `*.co.uk`)
 * - `multi-tenant`: names of many unrelated parties (`*.github.io`), or what stands above such a suffix (`*.amazonaws.com`)
 * - `own`: names of one registrant
 *
 * Source: the Public Suffix List, its ICANN and its private section, by way of tldts.
 */
export type Breadth = "public-suffix" | "multi-tenant" | "own";

const abovePrivateSuffixes = new Set(above.names);

/** @param base the name below which everything is meant: `github.io` for `*.github.io` */
export function breadthOf(base: string): Breadth {
  const { publicSuffix, isPrivate } = parse(base, {
    allowPrivateDomains: true,
    validateHostname: false,
    extractHostname: false,
  });
  if (publicSuffix === base) return isPrivate === true ? "multi-tenant" : "public-suffix";
  return abovePrivateSuffixes.has(base) ? "multi-tenant" : "own";
}

/** The part of a name that was registered: `wikipedia.org` for `en.wikipedia.org`; undefined for a public suffix. */
export function registeredName(base: string): string | undefined {
  return (
    parse(base, { allowPrivateDomains: true, validateHostname: false, extractHostname: false }).domain ?? undefined
  );
}
