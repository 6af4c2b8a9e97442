import { ofKind, type Rule } from "./world.ts";

/** What a route refers to is part of the output: gateways, subsets, hosts and their ports. */
export const referencesExist: Rule = (world) => {
  const { plan } = world;
  const gateways = new Set(ofKind(world, "Gateway").map(({ namespace, name }) => `${namespace}/${name}`));
  const services = ofKind(world, "ServiceEntry");
  const rules = ofKind(world, "DestinationRule");
  const gatewayHost = `${plan.gateway.name}.${plan.gateway.namespace}.svc.${plan.target.meshDomain}`;
  const listening = ofKind(world, "Gateway")
    .flatMap(({ spec }) => spec.servers ?? [])
    .map(({ port }) => port.number);
  const listeners = ofKind(world, "KubernetesGateway").flatMap(({ spec }) => spec.listeners.map(({ port }) => port));
  const portsOf = (host: string, namespace: string): readonly number[] => {
    if (host === gatewayHost) return [...listening, ...listeners];
    const known = services.filter((service) => service.namespace === namespace && service.spec.hosts.includes(host));
    return known.flatMap(({ spec }) => (spec.ports ?? []).map(({ number }) => number));
  };
  const found: string[] = [];
  for (const { name, namespace, spec } of ofKind(world, "VirtualService")) {
    for (const gateway of spec.gateways ?? []) {
      if (gateway !== "mesh" && !gateways.has(`${namespace}/${gateway}`)) found.push(`${name}: no Gateway ${gateway}`);
    }
    for (const { route = [] } of [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])]) {
      for (const { destination: to } of route) {
        if (!portsOf(to.host, namespace).includes(to.port?.number ?? 0))
          found.push(`${name}: nothing at ${to.host}:${to.port?.number}`);
        const subsets = rules
          .filter((rule) => rule.namespace === namespace && rule.spec.host === to.host)
          .flatMap((rule) => rule.spec.subsets ?? []);
        if (to.subset !== undefined && subsets.filter((subset) => subset.name === to.subset).length !== 1)
          found.push(`${name}: subset ${to.subset} of ${to.host} is not there once`);
      }
    }
  }
  const kubernetesGateways = new Set(
    ofKind(world, "KubernetesGateway").map(({ namespace, name }) => `${namespace}/${name}`),
  );
  for (const { name, namespace, spec } of ofKind(world, "TLSRoute")) {
    for (const parent of spec.parentRefs ?? []) {
      if (!kubernetesGateways.has(`${namespace}/${parent.name}`)) found.push(`${name}: no Gateway ${parent.name}`);
    }
    for (const { backendRefs = [] } of spec.rules) {
      for (const to of backendRefs) {
        if (!portsOf(to.name, namespace).includes(to.port ?? 0))
          found.push(`${name}: nothing at ${to.name}:${to.port}`);
      }
    }
  }
  for (const { name, namespace, spec } of ofKind(world, "AuthorizationPolicy")) {
    for (const target of spec.targetRefs ?? []) {
      if (!services.some((service) => service.namespace === namespace && service.name === target.name))
        found.push(`${name}: no ServiceEntry ${target.name}`);
    }
  }
  for (const { name, namespace, spec } of rules) {
    if (spec.host !== gatewayHost && portsOf(spec.host, namespace).length === 0)
      found.push(`${name}: nothing is ${spec.host}`);
  }
  return found;
};

/** A subset's DestinationRule is one for each host, namespace and policy; of two with the same subset istiod keeps one. */
export const subsetsDiffer: Rule = (world) => {
  const seen = new Set<string>();
  return ofKind(world, "DestinationRule").flatMap(({ namespace, spec }) =>
    (spec.subsets ?? []).flatMap((subset) => {
      const key = `${spec.host} ${subset.name} in "${namespace}"`;
      if (seen.has(key)) return [`subset ${key} stands twice`];
      seen.add(key);
      return [];
    }),
  );
};
