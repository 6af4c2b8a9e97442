import { isDeepStrictEqual } from "node:util";
import type { EnvoyFilterPatch } from "../../../src/resources/types/envoy-filter.generated.ts";
import { ofKind, type Rule, twice, type World } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

/** Only ADD, and only in the chosen gateway: one without a selector changes every gateway, ingress included. */
export const envoyFiltersOnlyAdd: Rule = (world) =>
  ofKind(world, "EnvoyFilter").flatMap(({ name, namespace, spec }) => [
    ...(isDeepStrictEqual(spec.workloadSelector?.labels, world.plan.gateway.selector)
      ? []
      : [`${name} has another selector`]),
    ...(namespace === world.plan.gateway.namespace ? [] : [`${name} stands in "${namespace}"`]),
    ...(spec.configPatches ?? []).flatMap(({ applyTo, match, patch }) => [
      ...(patch?.operation === "ADD" ? [] : [`${name}: ${patch?.operation}`]),
      ...(applyTo === "LISTENER" || applyTo === "CLUSTER" ? [] : [`${name} adds to ${applyTo}`]),
      ...(match?.context === "GATEWAY" ? [] : [`${name} is for ${match?.context}`]),
    ]),
  ]);

/** Listeners, clusters and DNS caches are each (policy, port)'s own; filter and cluster have the same cache settings. */
export const dnsCachesAgree: Rule = (world) => {
  const filters = ofKind(world, "EnvoyFilter");
  const names: string[] = [];
  const found = filters.flatMap(({ name, spec }) => {
    const caches = cachesIn(spec);
    const [first] = caches;
    if (caches.length !== 2 || first === undefined) return [`${name} has ${caches.length} DNS caches`];
    names.push(String(first.name));
    return caches.every((cache) => isDeepStrictEqual(cache, first))
      ? []
      : [`${name}: filter and cluster differ in their DNS cache`];
  });
  const added = (applyTo: string) =>
    filters.flatMap(({ spec }) =>
      (spec.configPatches ?? [])
        .filter((patch) => patch.applyTo === applyTo)
        .map(({ patch }) => String(addedBy(patch).name)),
    );
  return [
    ...found,
    ...twice(names, "the DNS cache"),
    ...twice(added("LISTENER"), "the listener"),
    ...twice(added("CLUSTER"), "the cluster"),
    ...twice(
      listenersOf(world).map(({ port }) => port),
      "a listener on port",
    ),
  ];
};

function addedBy(patch: EnvoyFilterPatch | undefined): Json {
  return (patch?.value ?? {}) as Json;
}

/** Every `dns_cache_config` anywhere below, with its name. */
export function cachesIn(value: unknown): Json[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "dns_cache_config" ? [inner as Json] : cachesIn(inner),
  );
}

interface AddedListener {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** What passes: server names of the filter chain, or domains of the virtual host. */
  readonly names: readonly string[];
}

interface ListenerValue {
  readonly name: string;
  readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } };
  readonly filter_chains: readonly {
    readonly filter_chain_match?: { readonly server_names: readonly string[] };
    readonly filters: readonly {
      readonly typed_config: {
        readonly route_config?: { readonly virtual_hosts: readonly { readonly domains: readonly string[] }[] };
      };
    }[];
  }[];
}

/** The listeners that EnvoyFilters add. */
export function listenersOf(world: World): AddedListener[] {
  return ofKind(world, "EnvoyFilter").flatMap(({ spec }) =>
    (spec.configPatches ?? [])
      .filter(({ applyTo }) => applyTo === "LISTENER")
      .map(({ patch }) => {
        const { name, address, filter_chains: chains } = addedBy(patch) as unknown as ListenerValue;
        return {
          name,
          address: address.socket_address.address,
          port: address.socket_address.port_value,
          names: chains.flatMap(
            ({ filter_chain_match: match, filters }) =>
              match?.server_names ??
              filters.flatMap(({ typed_config }) =>
                (typed_config.route_config?.virtual_hosts ?? []).flatMap(({ domains }) => domains),
              ),
          ),
        };
      }),
  );
}
