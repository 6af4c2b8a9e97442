import { isWildcard, mostSpecific } from "../../model/istiod/host-name.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import { listenAddress, type MeshService } from "../../model/istiod/service.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { FieldRef } from "../../model/world/config-object.ts";
import { ipVersion } from "../../plan/addresses.ts";

/** What a name look-up of a workload gives that is not the internet's own answer. */
export interface NamedAddress {
  /** The host that covers the name. */
  readonly hostname: string;
  /** Of several, a look-up answers with any one first: Istio's DNS proxy shuffles them. */
  readonly addresses: readonly [string, ...string[]];
  readonly ref: FieldRef;
}

export interface WorkloadNames {
  find(host: string): NamedAddress | undefined;
  all(): readonly NamedAddress[];
}

const tables = new WeakMap<MeshModel, Map<string, ReadonlyMap<string, NamedAddress>>>();

/**
 * The names that a workload's DNS answers by itself: Services of the cluster and, with Istio's DNS proxy, every host with an address of
 * its own or an allocated one.
 *
 * Source: istio pkg/dns/server/name_table.go and pkg/dns/client/dns.go.
 */
export function nameTable(proxy: MeshProxy, model: MeshModel): WorkloadNames {
  const known = tables.get(model) ?? new Map<string, ReadonlyMap<string, NamedAddress>>();
  tables.set(model, known);
  const key = `${proxy.namespace} ${proxy.dnsCapture} ${JSON.stringify(proxy.labels)}`;
  const table = known.get(key) ?? build(proxy, model);
  known.set(key, table);
  return {
    all: () => [...table.values()],
    find: (host) => (proxy.dnsCapture ? mostSpecific(host, table) : table.get(host)),
  };
}

function build(proxy: MeshProxy, model: MeshModel): ReadonlyMap<string, NamedAddress> {
  const table = new Map<string, NamedAddress>();
  const services = model.scope(proxy).listeners.flatMap(({ services }) => services);
  for (const service of services) {
    if (!proxy.dnsCapture && service.registry !== "kubernetes") continue;
    if (!proxy.dnsCapture && isWildcard(service.hostname)) continue;
    const address = addressOf(service, proxy.dnsCapture);
    if (address === "") continue;
    const known = table.get(service.hostname);
    if (known === undefined) {
      table.set(service.hostname, { hostname: service.hostname, addresses: [address], ref: service.ref });
    } else if (known.ref.object === service.object && !known.addresses.includes(address)) {
      table.set(service.hostname, { ...known, addresses: [...known.addresses, address] });
    }
  }
  return table;
}

/** A range is no answer to a look-up. */
function addressOf(service: MeshService, dnsCapture: boolean): string {
  const address = listenAddress(service, dnsCapture);
  return address.includes("/") && ipVersion(address.split("/")[0] ?? "") !== 0 ? "" : address;
}
