import { visibility } from "../../model/istiod/exports.ts";
import { isTls, listenerKind } from "../../model/istiod/protocol.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import { gatewayName, MESH } from "../../model/istiod/virtual-services.ts";
import type { IndexedListener } from "../../model/mesh-model.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import { clientProxy } from "./route-legs.ts";

/** A sidecar's listener that several manifests want something of. */
export interface ContestedListener extends IndexedListener {
  readonly proxy: MeshProxy;
  readonly port: number;
}

const ANY_ADDRESS = "0.0.0.0";

/** Who wants a server name or an address on a port. */
interface Claim {
  /** Equal for claims that cannot come into each other's way. */
  readonly by: string;
  readonly namespaces: readonly string[];
}

/**
 * Listeners where two manifests claim the same server name, or the same port without names. Only these are worked out: of the many others,
 * nothing could be wrong.
 */
export function contestedListeners(mesh: CheckedMesh): readonly ContestedListener[] {
  return mesh.once(contestedListeners, () => [...findContested(mesh)]);
}

function* findContested(mesh: CheckedMesh): Generator<ContestedListener> {
  const wanted = new Set<string>();
  for (const { port, address, claims } of contested(mesh)) {
    const namespaces = new Set(claims.flatMap((claim) => claim.namespaces));
    for (const namespace of [...namespaces].sort()) {
      const key = `${namespace} ${port} ${address}`;
      if (wanted.has(key)) continue;
      wanted.add(key);
      const proxy = clientProxy(namespace);
      const made = mesh.model.outboundListener(proxy, address, port);
      if (made !== undefined) yield { ...made, proxy, port };
    }
  }
}

function* contested(mesh: CheckedMesh): Generator<{ port: number; address: string; claims: readonly Claim[] }> {
  const found = new Map<string, { port: number; address: string; claims: Claim[] }>();
  const add = (key: string, port: number, address: string, claim: Claim) => {
    const known = found.get(key);
    if (known === undefined) found.set(key, { port, address, claims: [claim] });
    else known.claims.push(claim);
  };
  const tlsPorts = new Set<number>();
  for (const { ports, address, namespace, exportTo, hostname } of mesh.model.registry.services) {
    for (const { number, protocol } of ports) {
      if (isTls(protocol)) tlsPorts.add(number);
      else if (listenerKind(protocol) !== "none") {
        const bind = address === "" || address.includes("/") ? ANY_ADDRESS : address;
        add(`tcp ${number} ${bind}`, number, bind, { by: hostname, namespaces: placesOf(exportTo, namespace) });
      }
    }
  }
  for (const { spec, namespace, name, exportTo, gateways } of mesh.model.registry.virtualServices) {
    if (!gateways.includes(MESH)) continue;
    const namespaces = placesOf(exportTo, namespace);
    for (const [block, { match }] of (spec.tls ?? []).entries()) {
      for (const [index, { sniHosts, port, gateways: own = [] }] of (match ?? []).entries()) {
        if (own.length > 0 && !own.some((one) => gatewayName(one, namespace) === MESH)) continue;
        const by = `${namespace}/${name} ${block} ${index}`;
        for (const number of port ? [port] : tlsPorts)
          for (const host of new Set(sniHosts))
            add(`sni ${number} ${host.toLowerCase()}`, number, ANY_ADDRESS, { by, namespaces });
      }
    }
  }
  for (const one of found.values()) if (new Set(one.claims.map(({ by }) => by)).size > 1) yield one;
}

/** Where a claim surely counts. Of one that is public, its own namespace stands for all. */
function placesOf(exportTo: readonly string[], namespace: string): string[] {
  const seen = visibility(exportTo, namespace);
  if (seen.kind === "public") return [namespace];
  return seen.kind === "nobody" ? [] : [...seen.names];
}
