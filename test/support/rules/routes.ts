import { ofKind, type Rule } from "./world.ts";

/**
 * Every ServiceEntry of the client side has a VirtualService with explicit sniHosts: without one of its own it is captured by a wildcard's.
 * Waypoints have none: there are no sidecars that would read it.
 */
export const everyServiceHasItsRoutes: Rule = (world) => {
  if (world.plan.target.dataPlane === "ambient") return [];
  const services = ofKind(world, "VirtualService").filter(({ part }) => part === "client");
  return ofKind(world, "ServiceEntry")
    .filter(({ part, spec }) => part === "client" && spec.resolution !== "DYNAMIC_DNS")
    .flatMap(({ name, namespace, spec }) => {
      const near = services.filter((service) => service.namespace === namespace);
      return spec.hosts.flatMap((host) =>
        (spec.ports ?? []).flatMap(({ number, protocol }) => {
          const own = near.find(({ spec: { hosts = [] } }) => hosts.includes(host));
          const routed =
            protocol === "HTTP"
              ? own?.spec.http?.some(({ match = [] }) => match.some(({ port }) => port === number))
              : own?.spec.tls?.some(({ match = [] }) =>
                  match.some(({ port, sniHosts }) => port === number && sniHosts.includes(host)),
                );
          return routed === true ? [] : [`${name}: ${host} on ${number} has no route of its own`];
        }),
      );
    });
};

/** A `tls` route to a DYNAMIC_DNS host loses the filter that resolves the SNI. */
export const dynamicHostsHaveNoRoutes: Rule = (world) => {
  const dynamic = new Set(
    ofKind(world, "ServiceEntry").flatMap(({ namespace, spec }) =>
      spec.resolution === "DYNAMIC_DNS" ? spec.hosts.map((host) => `${host} in "${namespace}"`) : [],
    ),
  );
  return ofKind(world, "VirtualService").flatMap(({ name, namespace, spec }) => {
    const hosts = [
      ...(spec.hosts ?? []),
      ...[...(spec.tls ?? []), ...(spec.http ?? []), ...(spec.tcp ?? [])].flatMap(({ route = [] }) =>
        route.map(({ destination }) => destination.host),
      ),
    ];
    return hosts.filter((host) => dynamic.has(`${host} in "${namespace}"`)).map((host) => `${name} routes ${host}`);
  });
};

/** DYNAMIC_DNS: every host a wildcard, neither endpoints nor addresses, protocol TLS or HTTP (not HTTPS). NONE and DNS as istiod admits them. */
export const resolutionFitsHosts: Rule = (world) =>
  ofKind(world, "ServiceEntry").flatMap(({ name, spec }) => {
    const wildcards = spec.hosts.filter((host) => host.startsWith("*."));
    const found: string[] = [];
    if (spec.resolution === "DYNAMIC_DNS" && wildcards.length < spec.hosts.length)
      found.push(`${name}: DYNAMIC_DNS for an exact host`);
    if (spec.resolution === "DNS" && wildcards.length > 0) found.push(`${name}: DNS for a wildcard`);
    if (spec.resolution !== "STATIC" && (spec.endpoints ?? spec.addresses) !== undefined)
      found.push(`${name}: has addresses`);
    for (const { protocol } of spec.ports ?? [])
      if (!["TLS", "HTTP", "TCP"].includes(protocol ?? "")) found.push(`${name}: protocol ${protocol}`);
    return found;
  });

/** istiod refuses a match for an SNI that the VirtualService is not for. */
export const sniHostsAmongHosts: Rule = (world) =>
  ofKind(world, "VirtualService").flatMap(({ name, spec }) => {
    const hosts = new Set(spec.hosts);
    const sniHosts = (spec.tls ?? []).flatMap(({ match }) => match.flatMap((one) => one.sniHosts));
    const empty = (spec.tls ?? []).some(
      ({ match }) => match.length === 0 || match.some((one) => one.sniHosts.length === 0),
    );
    return [
      ...(empty ? [`${name}: a tls match without sniHosts`] : []),
      ...sniHosts.filter((host) => !hosts.has(host)).map((host) => `${name}: SNI ${host} is not among its hosts`),
    ];
  });
