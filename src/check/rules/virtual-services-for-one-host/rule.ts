import { isWildcard } from "../../../model/istiod/host-name.ts";
import { gatewayName, MESH, type MeshVirtualService } from "../../../model/istiod/virtual-services.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { grouped } from "../../mesh/grouped.ts";
import { canonical } from "../../mesh/json-walk.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const virtualServicesForOneHost: MeshRule = {
  code: "WE0327",
  id: "virtual-services-for-one-host",
  layer: "conflicts",
  level: "error",
  title: "two VirtualServices of one namespace for one host",
  why: "of two, a sidecar takes the older one. What only the other says is lost, and the traffic goes straight to the service: a way through a gateway is left open beside it",
  fix: "put all rules for the host, of all ports, into one VirtualService",
  kinds: [VIRTUAL_SERVICE],
  *meshProblems({ model }) {
    const all = model.registry.virtualServices.filter(
      ({ gateways, object }) => gateways.includes(MESH) && object.kind === "VirtualService",
    );
    const claims = all.flatMap((one) => one.hosts.map((host, at) => ({ one, host, at })));
    for (const [, same] of grouped(claims, ({ one, host }) => `${one.namespace} ${host}`)) {
      const [first, ...others] = same;
      for (const other of first === undefined ? [] : others) {
        if (first === undefined || other.one === first.one) continue;
        yield* lostRules(first.one, other.one, other.host, other.at);
      }
    }
  },
};

function* lostRules(
  first: MeshVirtualService,
  second: MeshVirtualService,
  host: string,
  at: number,
): Generator<MeshProblem> {
  const lost = lostKind(first, second, host);
  if (lost === undefined) return;
  yield {
    at: refTo(second.object, "spec", "hosts", at),
    says: `${nameOf(first.object)} is for ${host} too, and the ${lost} rules of only one of them count`,
    related: [
      {
        ref: refTo(first.object, "spec", "hosts", first.hosts.indexOf(host)),
        words: "the other one; the older counts",
      },
    ],
  };
}

/** Rules that are lost; those for some workloads only, or the same in both, do no harm. */
function lostKind(first: MeshVirtualService, second: MeshVirtualService, host: string): "http" | "tls" | undefined {
  const [http, otherHttp] = [httpRules(first), httpRules(second)];
  const forAll = [...http, ...otherHttp].every(({ match }) =>
    (match ?? []).every(
      ({ sourceLabels, sourceNamespace }) => sourceLabels === undefined && sourceNamespace === undefined,
    ),
  );
  const both = http.length > 0 && otherHttp.length > 0;
  // For a wildcard the oldest VirtualService is chosen before anybody looks whether it has http rules.
  const known = first.created !== "" && second.created !== first.created;
  const one = isWildcard(host) && (otherHttp.length > 0 || (http.length > 0 && !known));
  if (forAll && (both || one) && canonical(http) !== canonical(otherHttp)) return "http";
  const names = new Map(tlsRules(first).map(({ key, route }) => [key, route]));
  const repeated = tlsRules(second).some(({ key, route }) => names.has(key) && names.get(key) !== route);
  return repeated ? "tls" : undefined;
}

function httpRules({ spec, namespace }: MeshVirtualService) {
  return (spec.http ?? []).filter(({ match }) => isForMesh(match, namespace));
}

function tlsRules({ spec, namespace }: MeshVirtualService): { key: string; route: string }[] {
  return (spec.tls ?? []).flatMap(({ match, route }) =>
    match
      .filter((one) => isForMesh([one], namespace))
      .map(({ sniHosts, port, sourceLabels, sourceNamespace, destinationSubnets }) => ({
        key: canonical([[...sniHosts], port ?? 0, sourceLabels, sourceNamespace, destinationSubnets]),
        route: canonical(route),
      })),
  );
}

function isForMesh(
  match: readonly { readonly gateways?: readonly string[] }[] | undefined,
  namespace: string,
): boolean {
  if (match === undefined || match.length === 0) return true;
  return match.some(
    ({ gateways = [] }) => gateways.length === 0 || gateways.some((name) => gatewayName(name, namespace) === MESH),
  );
}
