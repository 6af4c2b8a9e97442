import { containerPort } from "../../../src/gateway/gateway-ports.ts";
import { listenersOf } from "./envoy-filters.ts";
import { ofKind, type Rule, twice } from "./world.ts";

/** Each (policy, port) has its own outer SNI, server, listener, loopback port: two that share one share their lists, or end at each other's port. */
export const unitsShareNothing: Rule = (world) => {
  const units = world.plan.policies.flatMap(({ ports }) => ports.map(({ unit }) => unit));
  const loopbacks = ofKind(world, "ServiceEntry").filter(({ spec }) => spec.resolution === "STATIC");
  const outerSnis = ofKind(world, "DestinationRule").flatMap(({ namespace, spec }) =>
    (spec.subsets ?? []).flatMap(({ trafficPolicy }) => {
      const sni = trafficPolicy?.tls?.sni;
      return sni === undefined ? [] : [`${sni} in "${namespace}"`];
    }),
  );
  return [
    ...twice(
      units.map(({ outerSni }) => outerSni),
      "the outer SNI",
    ),
    ...twice(
      units.map(({ loopbackPort }) => loopbackPort),
      "the loopback port",
    ),
    ...twice(
      loopbacks.flatMap(({ spec }) => spec.hosts),
      "the loopback host",
    ),
    ...twice(
      loopbacks.flatMap(({ spec }) => (spec.ports ?? []).map(({ number }) => number)),
      "the loopback ServiceEntry's port",
    ),
    ...twice(outerSnis, "the subset with outer SNI"),
  ];
};

/** What listens on loopback is neither the gateway's own port in the pod nor the Service's. */
export const loopbackPortsAreFree: Rule = (world) => {
  const { gateway } = world.plan;
  const taken = [gateway.port, gateway.httpPort].flatMap((port) => [port, containerPort(port)]);
  const units = world.plan.policies
    .filter(({ strategy }) => strategy === "sni-proxy")
    .flatMap(({ ports }) => ports.map(({ unit }) => unit));
  return units
    .filter(({ loopbackPort }) => taken.includes(loopbackPort) || loopbackPort < 20_000 || loopbackPort > 29_999)
    .map(({ name, loopbackPort }) => `${name} listens on ${loopbackPort}`);
};

/** Envoy's listener is on the port that the ServiceEntry names, and for the policy's names. */
export const listenersWhereServicesLead: Rule = (world) => {
  const units = world.plan.policies
    .filter(({ strategy, sniProxy }) => strategy === "sni-proxy" && sniProxy === "envoy")
    .flatMap((policy) => policy.ports.map((port) => ({ policy, port })));
  const listeners = new Map(listenersOf(world).map((listener) => [listener.name, listener]));
  return units.flatMap(({ policy, port }) => {
    const listener = listeners.get(`wildegress-${port.unit.name}`);
    const suffix = port.protocol === "http" && port.number !== 80 ? `:${port.number}` : "";
    if (listener?.port !== port.unit.loopbackPort)
      return [`${port.unit.name} has no listener on ${port.unit.loopbackPort}`];
    if (listener.address !== "127.0.0.1") return [`${listener.name} listens on ${listener.address}`];
    const names = policy.domains.map(({ text }) => text + suffix).join();
    return listener.names.join() === names ? [] : [`${listener.name} passes ${listener.names.join()}`];
  });
};
