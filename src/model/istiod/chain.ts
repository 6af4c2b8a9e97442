import { rangeOf } from "../envoy/address-match.ts";
import type { ChainMatch, FilterChain, NetworkFilter } from "../envoy/listener.ts";
import type { FieldRef } from "../world/config-object.ts";

/** A filter chain while istiod builds a listener: as it was asked for, before it is put into Envoy's form. */
export interface ChainDraft {
  /** As they stand; `*` among them means any. */
  readonly sniHosts: readonly string[];
  readonly destinationRanges: readonly string[];
  readonly transport: ChainMatch["transport"];
  readonly applicationProtocols: readonly string[];
  readonly filters: readonly NetworkFilter[];
  readonly ref: FieldRef | undefined;
  readonly service: FieldRef | undefined;
}

/** HTTP/1.0 is not among them: istiod leaves it out unless PILOT_HTTP10 is set. */
export const PLAINTEXT_HTTP = ["http/1.1", "h2c"];

/**
 * Equal for drafts that istiod takes for the same match, of which it keeps the first: sets of names and ranges are compared whole, so
 * lists that overlap in part are not the same.
 *
 * Source: istio pilot/pkg/networking/core/listener.go, conflictsWith.
 */
export function conflictKey({ sniHosts, destinationRanges, transport, applicationProtocols }: ChainDraft): string {
  const ranges = [...new Set(destinationRanges.flatMap(canonicalRange))].sort();
  return `${transport}|${applicationProtocols.join()}|${nameSet(sniHosts)}|${ranges.join()}`;
}

/** One VirtualService's list of names is met once for each service that it covers. */
const nameSets = new WeakMap<readonly string[], string>();

function nameSet(sniHosts: readonly string[]): string {
  let text = nameSets.get(sniHosts);
  if (text === undefined) {
    text = [...new Set(sniHosts.filter((host) => host !== "*"))].sort().join();
    nameSets.set(sniHosts, text);
  }
  return text;
}

function canonicalRange(text: string): string[] {
  const range = rangeOf(text);
  return range === undefined || text.startsWith("0.0.0.0") ? [] : [`${range.first}/${range.prefix}`];
}

export function matchesAll(draft: ChainDraft): boolean {
  return (
    (draft.sniHosts.length === 0 || draft.sniHosts.includes("*")) &&
    draft.applicationProtocols.length === 0 &&
    draft.transport === "" &&
    draft.destinationRanges.length === 0
  );
}

export function toChain(draft: ChainDraft): FilterChain {
  const ranges = draft.destinationRanges.filter((text) => !text.startsWith("0.0.0.0")).map(rangeOf);
  return {
    match: {
      serverNames: draft.sniHosts.includes("*") ? [] : draft.sniHosts.map((host) => host.toLowerCase()),
      prefixRanges: ranges.filter((range) => range !== undefined),
      transport: draft.transport,
      applicationProtocols: draft.applicationProtocols,
    },
    terminates: undefined,
    filters: draft.filters,
    ref: draft.ref,
    service: draft.service,
  };
}
