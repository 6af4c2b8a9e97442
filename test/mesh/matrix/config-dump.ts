import { mkdir, writeFile } from "node:fs/promises";
import { inRunFolder } from "../lab/run-folder.ts";
import type { Workload } from "../lab/topology.ts";
import { fetchInside } from "../probe/agent.ts";

/** Envoy's whole configuration, as JSON text. */
export function takeConfigDump({ netns }: Workload): Promise<string> {
  return fetchInside(netns, "http://127.0.0.1:15000/config_dump");
}

interface Chain {
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

/** The part that a connection's way depends on: each listener of a port, its filter chains by server name, and the cluster of each. */
export function chainsOf(dump: string, ports: readonly number[]): readonly string[] {
  return listenersOf(dump)
    .filter(({ address }) => ports.includes(address?.socket_address?.port_value ?? 0))
    .flatMap(({ name, filter_chains: chains }) => [
      `listener ${name}`,
      ...(chains ?? []).map(({ filter_chain_match: match, filters }) => {
        const names = match?.server_names?.join(", ") ?? (match?.application_protocols?.join(", ") || "any");
        const last = filters?.at(-1);
        return `  ${names} → ${filters?.map((filter) => filter.name.split(".").at(-1)).join(", ")} → ${clusterOf(last?.typed_config)}`;
      }),
    ]);
}

/** Keeps a dump for who wants to see more. @returns its file. */
export async function keepConfigDump(dump: string, name: string): Promise<string> {
  const folder = inRunFolder("failed");
  await mkdir(folder, { recursive: true });
  const file = `${folder}/${name.replaceAll(/[^\w-]+/g, "-")}.json`;
  await writeFile(file, dump);
  return file;
}

function listenersOf(dump: string): readonly Listener[] {
  const { configs } = JSON.parse(dump) as {
    configs: { dynamic_listeners?: { active_state?: { listener: Listener } }[] }[];
  };
  return configs
    .flatMap(({ dynamic_listeners: listeners }) => listeners ?? [])
    .flatMap(({ active_state: active }) => (active ? [active.listener] : []));
}

/** Of a tcp_proxy, plain or in a TypedStruct; an HTTP connection manager has routes in its place. */
function clusterOf(config: Record<string, unknown> | undefined): string {
  const value = (config?.value ?? config) as { cluster?: string } | undefined;
  return value?.cluster ?? "routes";
}
