import { mkdir, writeFile } from "node:fs/promises";
import { inRunFolder } from "../lab/run-folder.ts";
import type { Workload } from "../lab/topology.ts";
import { fetchInside } from "../probe/agent.ts";

/** Envoy's whole configuration, as JSON text. */
export function takeConfigDump({ netns }: Workload): Promise<string> {
  return fetchInside(netns, "http://127.0.0.1:15000/config_dump");
}

interface Chain {
  readonly name?: string;
  readonly filter_chain_match?: {
    server_names?: string[];
    destination_port?: number;
    application_protocols?: string[];
  };
  readonly filters?: { name: string; typed_config?: Record<string, unknown> }[];
}

interface Listener {
  readonly name: string;
  readonly address?: { socket_address?: { address: string; port_value: number } };
  readonly filter_chains?: Chain[];
}

interface Cluster {
  readonly name: string;
  readonly type?: string;
  readonly cluster_type?: { name: string };
  readonly load_assignment?: object;
  readonly transport_socket?: object;
  readonly transport_socket_matches?: object;
}

/**
 * The part that a connection's way depends on: the listeners of these ports (or a waypoint's inner one), their filter chains by server
 * name, and the clusters that the chains name.
 */
export function chainsOf(dump: string, ports: readonly number[]): readonly string[] {
  const listeners = listenersOf(dump).filter(
    ({ name, address }) => ports.includes(address?.socket_address?.port_value ?? 0) || name === "main_internal",
  );
  const named = new Set(
    listeners.flatMap(({ filter_chains: chains }) => (chains ?? []).flatMap(({ filters }) => clustersIn(filters))),
  );
  return [
    ...listeners.flatMap(({ name, filter_chains: chains }) => [
      `listener ${name}`,
      ...(chains ?? []).map(describeChain),
    ]),
    ...clustersOf(dump)
      .filter(({ name }) => named.has(name))
      .map(describeCluster),
  ];
}

function describeChain({ name, filter_chain_match: match, filters }: Chain): string {
  const names = match?.server_names?.join(", ") ?? (match?.application_protocols?.join(", ") || (name ?? "any"));
  const passed = filters?.map((filter) => filter.name.split(".").at(-1)).join(", ");
  return `  filter chain ${names} → ${passed} → ${clustersIn(filters).join(", ") || "routes"}`;
}

/** How it finds its addresses, and with what TLS it goes there. */
function describeCluster(cluster: Cluster): string {
  const { name, type, cluster_type: custom, load_assignment: addresses } = cluster;
  const socket = cluster.transport_socket_matches ?? cluster.transport_socket;
  const sni = [...JSON.stringify(socket ?? "").matchAll(/"sni":"([^"]*)"/g)].map(([, value]) => value);
  const ports = [...JSON.stringify(addresses ?? "").matchAll(/"address":"([^"]*)","port_value":(\d+)/g)];
  return [
    `cluster ${name}: ${custom?.name ?? type ?? "STATIC"}`,
    ...ports.map(([, address, port]) => `${address}:${port}`),
    ...sni.map((value) => `SNI ${value}`),
  ].join(", ");
}

/** Keeps a dump for who wants to see more. @returns its file. */
export async function keepConfigDump(dump: string, name: string): Promise<string> {
  const folder = inRunFolder("failed");
  await mkdir(folder, { recursive: true });
  const file = `${folder}/${name.replaceAll(/[^\w-]+/g, "-")}.json`;
  await writeFile(file, dump);
  return file;
}

function clustersOf(dump: string): readonly Cluster[] {
  const { configs } = JSON.parse(dump) as { configs: { dynamic_active_clusters?: { cluster: Cluster }[] }[] };
  return configs.flatMap(({ dynamic_active_clusters: clusters }) => (clusters ?? []).map(({ cluster }) => cluster));
}

function listenersOf(dump: string): readonly Listener[] {
  const { configs } = JSON.parse(dump) as {
    configs: { dynamic_listeners?: { active_state?: { listener: Listener } }[] }[];
  };
  return configs
    .flatMap(({ dynamic_listeners: listeners }) => listeners ?? [])
    .flatMap(({ active_state: active }) => (active ? [active.listener] : []));
}

/** Of tcp_proxies and of the routes inside an HTTP connection manager. */
function clustersIn(filters: Chain["filters"]): readonly string[] {
  const text = JSON.stringify(filters ?? []);
  // One cluster, or several with their weights.
  const named = [...text.matchAll(/"cluster":"([^"]+)"|"name":"([^"]+)","weight":/g)].map(
    ([, one, many]) => one ?? many ?? "",
  );
  // A name in per cents is the format of an access log.
  return [...new Set(named)].filter((name) => !name.startsWith("%"));
}
