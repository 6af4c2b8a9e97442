import { ofKind, type Rule, twice, type World } from "./world.ts";

/** Two hosts in one ISTIO_MUTUAL server share the first tcp route; with any other protocol or route the listener vanishes. */
export const mutualServersAreAlone: Rule = (world) => {
  const routes = ofKind(world, "VirtualService").filter(({ part }) => part === "gateway");
  return ofKind(world, "Gateway").flatMap(({ name, namespace, spec }) =>
    (spec.servers ?? [])
      .filter(({ tls }) => tls?.mode === "ISTIO_MUTUAL")
      .flatMap(({ hosts, port }) => {
        const found: string[] = [];
        if (port.protocol !== "TLS") found.push(`${name}: ISTIO_MUTUAL with protocol ${port.protocol}`);
        if (hosts.length !== 1) found.push(`${name}: an ISTIO_MUTUAL server for ${hosts.length} hosts`);
        const host = hosts[0]?.replace(/^\.\//, "");
        const route = routes.find(
          (one) =>
            one.namespace === namespace && one.spec.gateways?.includes(name) && one.spec.hosts?.includes(host ?? ""),
        );
        if (route?.spec.tcp?.length !== 1 || route.spec.tls !== undefined || route.spec.http !== undefined)
          found.push(`${name}: ${host} has no tcp route, or others`);
        if (route?.spec.tcp?.[0]?.match?.some((match) => match.port === port.number) !== true)
          found.push(`${name}: ${host}: the tcp route is for another port`);
        return found;
      }),
  );
};

/** A server's hosts are of its own namespace: a VirtualService of another namespace must not attach itself. */
export const serverHostsOfOwnNamespace: Rule = (world) =>
  ofKind(world, "Gateway").flatMap(({ name, namespace, spec }) => [
    ...(namespace === world.plan.gateway.namespace ? [] : [`${name} stands in "${namespace}"`]),
    ...(spec.servers ?? []).flatMap(({ hosts }) =>
      hosts.filter((host) => !host.startsWith("./")).map((host) => `${name}: ${host} is open to every namespace`),
    ),
  ]);

/** Of two servers for one host and port, or of one name, the later is dropped in silence. */
export const serversDiffer: Rule = (world) => {
  const servers = ofKind(world, "Gateway").flatMap(({ spec }) => spec.servers ?? []);
  const protocols = new Map<number, string>();
  const mixed = servers.flatMap(({ port }) => {
    const known = protocols.get(port.number) ?? port.protocol;
    protocols.set(port.number, known);
    return known === port.protocol ? [] : [`port ${port.number} speaks ${known} and ${port.protocol}`];
  });
  return [
    ...mixed,
    ...twice(
      servers.map(({ port }) => port.name),
      "the server name",
    ),
    ...twice(
      servers.flatMap(({ port, hosts }) => hosts.map((host) => `${host}:${port.number}`)),
      "the server for",
    ),
    ...twice(listenerHosts(world), "the listener for"),
  ];
};

function listenerHosts(world: World): string[] {
  return ofKind(world, "KubernetesGateway").flatMap(({ spec }) =>
    spec.listeners.flatMap(({ hostname, port }) => (hostname === undefined ? [] : [`${hostname}:${port}`])),
  );
}
