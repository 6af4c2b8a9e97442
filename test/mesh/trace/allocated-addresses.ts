import type { KubernetesObject } from "../../trace/observation.ts";
import { CONTROL_PLANE } from "../lab/topology.ts";
import { waitFor } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";

interface Entry extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly uid?: string };
  readonly spec: {
    readonly hosts: readonly string[];
    readonly resolution?: string;
    readonly addresses?: readonly string[];
  };
  readonly status?: { readonly addresses?: readonly { readonly host?: string }[] };
}

/**
 * The objects with the status that istiod has written: the addresses that it allocates for hosts without one. A controller of its own
 * does that, a moment after the objects are there.
 */
export async function withAllocatedAddresses(
  objects: readonly KubernetesObject[],
): Promise<readonly KubernetesObject[]> {
  const waiting = objects.filter(isEntry).filter((entry) => hostsToAllocate(entry).length > 0);
  if (waiting.length === 0) return objects;
  const statuses = await waitFor("addresses for ServiceEntries", async () => {
    const held = new Map((await entriesInStore()).map((entry) => [entry.metadata.uid, entry.status]));
    const found = waiting.map((entry) => [entry, held.get(entry.metadata.uid)] as const);
    const all = found.every(([entry, status]) =>
      hostsToAllocate(entry).every((host) => status?.addresses?.some((one) => one.host === host)),
    );
    return all ? new Map<KubernetesObject, Entry["status"]>(found) : undefined;
  });
  return objects.map((object) => (statuses.has(object) ? { ...object, status: statuses.get(object) } : object));
}

/** As istio pilot/pkg/networking/serviceentry/ip_autoallocation.go. */
function hostsToAllocate({ spec }: Entry): readonly string[] {
  const { resolution = "NONE", addresses = [], hosts } = spec;
  if (resolution === "NONE" || addresses.length > 0) return [];
  return hosts.filter((host) => !host.startsWith("*") || resolution === "DYNAMIC_DNS");
}

function isEntry(object: KubernetesObject): object is Entry {
  return object.kind === "ServiceEntry";
}

async function entriesInStore(): Promise<readonly Entry[]> {
  const store = JSON.parse(
    await fetchInside(CONTROL_PLANE.netns, "http://127.0.0.1:8080/debug/configz"),
  ) as KubernetesObject[];
  return store.filter(isEntry);
}
