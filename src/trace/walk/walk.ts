import type { MeshProxy } from "../../model/istiod/proxy.ts";
import { ipVersion } from "../../plan/addresses.ts";
import { decidedBy, nameOf } from "../place.ts";
import { sameEnd } from "./cluster-step.ts";
import { isLoopback } from "./dial-step.ts";
import { runFilters } from "./filters-step.ts";
import { enterGateway } from "./gateway-step.ts";
import { type Arrival, type Ending, type Journey, silent } from "./journey.ts";
import { layersOf } from "./layers.ts";
import { throughListener } from "./listener-step.ts";
import { missedServices } from "./missed-services.ts";
import { nameTable } from "./name-table.ts";
import { reach } from "./reach-step.ts";

/** Follows a connection from the client to its end. */
export function walk(journey: Journey): Ending {
  const { connection, model } = journey;
  const { from } = connection;
  const proxy: MeshProxy = {
    kind: "sidecar",
    namespace: from.namespace,
    name: `${from.namespace}/${from.name}`,
    labels: from.labels,
    serviceAccount: from.serviceAccount,
    dnsCapture: model.settings.target.dnsCapture && !connection.bypassSidecar,
  };
  const principal = `${model.settings.trustDomain}/ns/${from.namespace}/sa/${from.serviceAccount}`;
  const layers = layersOf(connection, principal);
  if (connection.bypassSidecar && connection.tunnel !== undefined) return throughTunnel(proxy, layers, journey);
  if (model.settings.target.dataPlane === "ambient" && !connection.bypassSidecar) {
    const says = "the ambient data plane (ztunnel, waypoints) is not modelled";
    return { outcome: "unknown", endsAt: "client", way: "nothing between", detail: "", says };
  }
  const addresses = resolveForClient(proxy, journey);
  if ("outcome" in addresses) return addresses;
  const dial = (address: string, of: Journey) => {
    const where = { proxy, at: "sidecar", where: proxy.name, way: "sidecar" } as const;
    const arrival: Arrival = { ...where, layers, address, port: connection.port };
    return connection.bypassSidecar ? around(arrival, of) : captured(arrival, of);
  };
  const [first, ...others] = addresses;
  const ending = dial(first, journey);
  const other = others.map((address) => dial(address, silent(journey))).find((one) => !sameEnd(one, ending));
  if (other === undefined) return ending;
  const says = `chance decides which address the look-up gives first: ${ending.says}; or: ${other.says}`;
  return { outcome: "unknown", endsAt: "client", way: "nothing between", detail: "", says };
}

/** What the client dials: the address that it was given, or one of those that its look-up answers; "" for a public address that is not known. */
function resolveForClient(proxy: MeshProxy, journey: Journey): readonly [string, ...string[]] | Ending {
  const { connection, model } = journey;
  const { host, address } = connection;
  const hop = (says: string, ref?: Parameters<typeof decidedBy>[0]) =>
    journey.record(() => ({
      at: "client",
      where: proxy.name,
      stage: "name-resolution",
      taken: host,
      says,
      ...decidedBy(ref),
      lost: [],
    }));
  if (address !== undefined) {
    hop(`the client dials ${address}, whatever ${host} resolves to`);
    return [address];
  }
  if (ipVersion(host) !== 0) return [host];
  const named = nameTable(proxy, model).find(host);
  if (named !== undefined) {
    const contested = proxy.dnsCapture
      ? model.registry.contested(named.hostname, named.ref.object.namespace)
      : undefined;
    if (contested !== undefined)
      return { outcome: "unknown", endsAt: "client", way: "nothing between", detail: "", says: contested.says };
    const who = proxy.dnsCapture ? "Istio's DNS proxy" : "the cluster's DNS";
    hop(`${who} answers with the address of ${nameOf(named.ref)} (${named.addresses.join(", ")})`, named.ref);
    return named.addresses;
  }
  const known = model.settings.addresses.get(host);
  const [first] = known ?? [];
  if (known !== undefined && first !== undefined) {
    hop(`${host} resolves to ${known.join(", ")}`);
    return [first];
  }
  if (model.settings.closedWorld) {
    hop(`${host} does not exist`);
    const says = `${host} does not exist, so the client connects to nothing`;
    return { outcome: "blocked", endsAt: "client", way: "nothing between", detail: "name_not_found", says };
  }
  hop(`the client looks ${host} up`);
  journey.assume(`${host} resolves to a public address`);
  return [""];
}

function captured(arrival: Arrival, journey: Journey): Ending {
  const { model } = journey;
  if (isLoopback(arrival.address)) {
    const says = `${arrival.address} is the client's own pod: the connection is not captured and never leaves it`;
    journey.record(() => ({ at: "client", where: arrival.where, stage: "capture", taken: "", says, lost: [] }));
    return { outcome: "blocked", endsAt: "client", way: "nothing between", detail: "loopback", says };
  }
  journey.record(() => ({
    at: "sidecar",
    where: arrival.where,
    stage: "capture",
    taken: "",
    says: `the connection to port ${arrival.port} is captured and handed to the sidecar`,
    lost: [],
  }));
  const listener = model.outboundListener(arrival.proxy, arrival.address, arrival.port);
  if (listener !== undefined) return withMissed(throughListener(listener, arrival, journey), arrival, journey);
  const chain = model.catchAll(arrival.proxy);
  journey.record(() => ({
    at: "sidecar",
    where: arrival.where,
    stage: "listener",
    taken: "virtualOutbound",
    says: `no service that this workload sees has port ${arrival.port}, so there is no listener for it`,
    ...decidedBy(chain.ref),
    lost: missedServices(arrival, model),
  }));
  return runFilters(chain, arrival, journey);
}

/** Where the listener's default took the connection, it is worth telling which services came near. */
function withMissed(ending: Ending, arrival: Arrival, journey: Journey): Ending {
  if (ending.outcome !== "blocked" || ending.endsAt !== "sidecar") return ending;
  journey.record(() => ({
    at: "sidecar",
    where: arrival.where,
    stage: "end",
    taken: ending.detail,
    says: ending.says,
    lost: missedServices(arrival, journey.model),
  }));
  return ending;
}

/** Around the sidecar: nothing of the mesh is asked until the connection arrives somewhere. */
function around(arrival: Arrival, journey: Journey): Ending {
  const { connection } = journey;
  journey.record(() => ({
    at: "client",
    where: arrival.where,
    stage: "capture",
    taken: "",
    says: "the connection goes around the sidecar: nothing that Istio configures there is asked",
    lost: [],
  }));
  const addresses = arrival.address === "" ? [] : [arrival.address];
  const candidates = {
    host: connection.host,
    addresses,
    port: arrival.port,
    chosenBy: "client" as const,
    triesNext: false,
  };
  const ending = reach(candidates, { ...arrival, way: "nothing between" }, journey);
  return ending.endsAt === "sidecar" ? { ...ending, endsAt: "client" } : ending;
}

/** Around the sidecar, straight to a gateway, with TLS of the client's own around the call. */
function throughTunnel(proxy: MeshProxy, layers: Arrival["layers"], journey: Journey): Ending {
  const { model, connection } = journey;
  const { gateway = "", port = 0, certificate = false } = connection.tunnel ?? {};
  const [namespace = "", name = ""] = gateway.split("/");
  const service = model.registry.serviceNamed(
    `${name}.${namespace}.svc.${model.settings.target.meshDomain}`,
    proxy.namespace,
  );
  const own = service?.ports.find(({ number }) => number === port);
  const [endpoint] = service && own ? model.workloads.behind(service, own, undefined) : [];
  const pod = endpoint && model.workloads.all.find((one) => one.name === endpoint.workload);
  journey.record(() => ({
    at: "client",
    where: proxy.name,
    stage: "capture",
    taken: gateway,
    says: `the client goes around its sidecar, straight to ${gateway}, ${certificate ? "with" : "without"} its workload certificate`,
    lost: [],
  }));
  if (pod === undefined || endpoint === undefined) {
    const says = `no pod of ${gateway} with port ${port} is known`;
    return { outcome: "unknown", endsAt: "client", way: "nothing between", detail: "", says };
  }
  const arrival: Arrival = {
    proxy,
    at: "sidecar",
    where: proxy.name,
    way: "nothing between",
    layers,
    address: "",
    port,
  };
  const ending = enterGateway(pod, endpoint.port, arrival, journey);
  return ending.endsAt === "sidecar" ? { ...ending, endsAt: "client" } : ending;
}
