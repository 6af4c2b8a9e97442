import type { World } from "../../model/world/world.ts";
import type { DestinationRuleSpec } from "../../resources/types/destination-rule.generated.ts";
import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";

const USUAL = "cluster.local";

/** The cluster's domain, by the names of Services that manifests use: `cluster.local`, unless all of them end otherwise. */
export function meshDomainOf(world: World): string {
  const domains = new Map<string, number>();
  for (const host of serviceNames(world)) {
    const domain = /^[^.*]+\.[^.]+\.svc\.(.+)/.exec(host)?.[1];
    if (domain !== undefined) domains.set(domain, (domains.get(domain) ?? 0) + 1);
  }
  if (domains.has(USUAL)) return USUAL;
  const [[most] = [USUAL]] = [...domains].sort(([one, count], [other, more]) => more - count || (one < other ? -1 : 1));
  return most;
}

function* serviceNames(world: World): Generator<string> {
  for (const { spec } of world.of<DestinationRuleSpec>("DestinationRule")) yield spec.host.toLowerCase();
  for (const { spec } of world.of<VirtualServiceSpec>("VirtualService")) {
    for (const { route } of [spec.http, spec.tls, spec.tcp].flatMap((routes) => routes ?? []))
      for (const { destination } of route ?? []) yield destination.host.toLowerCase();
  }
}
