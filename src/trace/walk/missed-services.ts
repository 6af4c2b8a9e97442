import { visibleIn } from "../../model/istiod/exports.ts";
import { covers } from "../../model/istiod/host-name.ts";
import type { MeshService } from "../../model/istiod/service.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { decidedBy, nameOf } from "../place.ts";
import type { Lost } from "../result.ts";
import type { Arrival } from "./journey.ts";

/** Few enough to read. */
const MOST = 5;

/** Services that are for the name and were not taken all the same, with the reason: what a person looks for when a way is closed. */
export function missedServices(arrival: Arrival, model: MeshModel): Lost[] {
  const name = nameAsked(arrival);
  if (name === "") return [];
  const lost = model.registry.services.flatMap((service) => {
    const reason = reasonFor(service, name, arrival, model);
    return reason === undefined
      ? []
      : [{ says: `${nameOf(service.ref)} (${service.hostname}): ${reason}`, ...decidedBy(service.ref) }];
  });
  return lost.slice(0, MOST);
}

function nameAsked({ layers }: Arrival): string {
  const [first] = layers;
  if (first?.kind === "tls") return first.serverName.toLowerCase();
  return first?.kind === "http" ? first.request.authority : "";
}

function reasonFor(service: MeshService, name: string, arrival: Arrival, model: MeshModel): string | undefined {
  const { proxy, port } = arrival;
  if (service.hostname === `*.${name}`) return `it covers names below ${name}, not ${name} itself`;
  if (!covers(service.hostname, name)) return undefined;
  if (!visibleIn(service.exportTo, service.namespace, proxy.namespace)) {
    return `it is not exported to namespace ${proxy.namespace} (exportTo ${JSON.stringify(service.exportTo)})`;
  }
  const scope = model.scope(proxy);
  const known = scope.listeners.some(({ services }) => services.some(({ hostname }) => hostname === service.hostname));
  if (!known) return `the Sidecar ${scope.object?.namespace}/${scope.object?.name} does not import it`;
  const ports = service.ports.map(({ number, protocol }) => `${number}/${protocol}`).join(", ");
  const own = service.ports.find(({ number }) => number === port);
  if (own === undefined) return `it has port ${ports}, not ${port}`;
  const [first] = arrival.layers;
  const asked = first?.kind === "tls" ? "tls" : "http";
  const isFor = own.protocol === "https" || own.protocol === "tls" ? "tls" : "http";
  return asked === isFor
    ? undefined
    : `its port ${port} is for ${own.protocol}, and the client speaks ${asked === "tls" ? "TLS" : "plain HTTP"}`;
}
