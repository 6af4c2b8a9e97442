import type { MeshModel } from "../../model/mesh-model.ts";
import type { World } from "../../model/world/world.ts";
import { clientNamed } from "../client.ts";
import type { Client } from "../connection.ts";

/** Every workload that was read, gateways left out: they are on the way. */
export function allClients(model: MeshModel, world: World): Client[] {
  const pods = model.workloads.all.filter(({ role }) => role === "sidecar").map(({ name }) => name);
  const jobs = world.of("Job").map(({ namespace, name }) => `${namespace}/${name}`);
  return [...new Set([...pods, ...jobs])].sort().map((name) => clientNamed(name, world).client);
}

/** Clients that nothing tells apart are asked for once. */
export function alike(clients: readonly Client[]): Client[][] {
  const groups = new Map<string, Client[]>();
  for (const client of clients) {
    const { namespace, serviceAccount, labels } = client;
    const key = JSON.stringify([namespace, serviceAccount, Object.entries(labels).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), client]);
  }
  return [...groups.values()];
}
