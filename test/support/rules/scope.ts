import { ofKind, type Rule, twice } from "./world.ts";

/** `exportTo ["."]` everywhere, unless the policy asked for more: without it, one namespace's way becomes another's. */
export const exportedToOwnNamespace: Rule = (world) => {
  const asked = new Map(world.plan.policies.map(({ name, exportTo }) => [name, exportTo.join()]));
  const resources = [
    ...ofKind(world, "ServiceEntry"),
    ...ofKind(world, "VirtualService"),
    ...ofKind(world, "DestinationRule"),
  ];
  return resources.flatMap(({ name, part, instance, spec }) => {
    const exported = spec.exportTo?.join();
    if (exported === "." || (part === "client" && exported === asked.get(instance))) return [];
    return [`${name} is exported to ${exported}`];
  });
};

/** Of two VirtualServices for one host in one namespace a sidecar reads the older. */
export const oneVirtualServicePerHost: Rule = (world) =>
  twice(
    ofKind(world, "VirtualService").flatMap(({ namespace, spec }) =>
      (spec.hosts ?? []).flatMap((host) =>
        (spec.gateways ?? []).map((gateway) => `${host} at ${gateway} in "${namespace}"`),
      ),
    ),
    "a VirtualService for",
  );

/** Of two ServiceEntries for one host in one namespace istiod takes one. */
export const oneServiceEntryPerHost: Rule = (world) =>
  twice(
    ofKind(world, "ServiceEntry").flatMap(({ namespace, part, spec }) =>
      spec.hosts.map((host) => `${host} (${part}) in "${namespace}"`),
    ),
    "a ServiceEntry for",
  );

/** Seen by clients, the common host gets an address of its own and the loopback host a listener in every sidecar. */
export const nextHopsInGatewayNamespaceOnly: Rule = (world) => {
  const { plan } = world;
  const clientHosts = new Set(plan.policies.flatMap(({ domains }) => domains.map(({ text }) => text)));
  return ofKind(world, "ServiceEntry").flatMap(({ name, namespace, part, instance, spec }) => {
    const loopback = spec.endpoints?.some(({ address }) => address === "127.0.0.1") === true;
    const throughGateway = plan.policies.some(
      (policy) => policy.name === instance && (policy.strategy === "single-host" || policy.strategy === "sni-proxy"),
    );
    const nextHop = loopback || (throughGateway && spec.resolution !== "NONE");
    if (nextHop && (part !== "gateway" || namespace !== plan.gateway.namespace))
      return [`${name} stands in "${namespace}"`];
    if (!nextHop && part === "client" && !spec.hosts.every((host) => clientHosts.has(host)))
      return [`${name} has a host that no policy has`];
    return [];
  });
};
