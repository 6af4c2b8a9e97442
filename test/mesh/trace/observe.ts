import type { KubernetesObject, MeshFacts, Nack, Observation } from "../../trace/observation.ts";
import { kubectl, kubectlOk, readLog } from "../lab/cluster.ts";
import { findParts } from "../lab/parts.ts";
import { proxyFolder, proxyUp } from "../lab/proxy.ts";
import { WORKLOADS } from "../lab/topology.ts";
import { sleep, waitFor } from "../lab/wait.ts";
import { startNginx } from "../matrix/nginx.ts";
import { settle } from "../matrix/settle.ts";
import { fetchInside } from "../probe/agent.ts";
import { withAllocatedAddresses } from "./allocated-addresses.ts";
import { connectionsFor } from "./connections.ts";
import { takeEnvoyConfig } from "./envoy-config.ts";
import type { Configuration } from "./generate/configuration.ts";
import { makeConnections } from "./make-connections.ts";

/** What an observation leaves on the mesh: the next one takes it away. */
interface Left {
  readonly objects: readonly KubernetesObject[];
  readonly stopNginx: (() => Promise<void>) | undefined;
}

/** Observes one configuration after the other. */
export interface Observer {
  observe(configuration: Configuration, connections: number): Promise<Observation>;
  /** Leaves the mesh as it was. */
  end(): Promise<void>;
}

export function makeObserver(settings: MeshFacts): Observer {
  let left: Left = { objects: [], stopNginx: undefined };
  const takeAway = async () => {
    if (left.objects.length > 0)
      await kubectl(["delete", "--ignore-not-found", "--wait=false", "-f", "-"], listOf(left.objects));
    await left.stopNginx?.();
    const { objects } = left;
    left = { objects: [], stopNginx: undefined };
    return objects;
  };
  return {
    async observe(configuration, connections) {
      try {
        return await observeOnce(configuration, connections);
      } catch (error) {
        // The next one needs every Envoy.
        await restartDeadProxies();
        throw error;
      }
    },
    async end() {
      await settle([], await takeAway());
    },
  };

  async function observeOnce(configuration: Configuration, connections: number): Promise<Observation> {
    const attempt = async (gone: readonly KubernetesObject[]) => {
      const before = (await readLog("istiod.log")).length;
      const { objects, refused } = await apply(configuration);
      left = { objects, stopNginx: await startNginx(objects) };
      const allocated = await withAllocatedAddresses(objects);
      await settle(objects, gone);
      return { objects: allocated, refused, nacks: nacksIn((await readLog("istiod.log")).slice(before)) };
    };
    const gone = await takeAway();
    let applied = await attempt(gone);
    if (applied.nacks.length > 0 && gone.length > 0) {
      // An Envoy that refuses a listener keeps the one before, here of the configuration before: so it begins with nothing.
      await settle([], await takeAway());
      applied = await attempt([]);
    }
    const proxies = await configsWhenWarm();
    const attempts = await makeConnections(connectionsFor(configuration, connections));
    return { seed: configuration.seed, settings, ...applied, attempts, proxies };
  }
}

/** An Envoy that has died takes its agent with it. Nobody else starts them again: there is no kubelet. */
async function restartDeadProxies(): Promise<void> {
  for (const workload of WORKLOADS) {
    const alive = await fetchInside(workload.netns, "http://127.0.0.1:15000/ready").then(
      () => true,
      () => false,
    );
    if (alive) continue;
    process.stderr.write(
      `the Envoy of ${workload.pod} has died, and is started again: see ${proxyFolder(workload)}/proxy.log\n`,
    );
    await proxyUp(workload, findParts());
  }
}

interface WhatWasApplied {
  readonly objects: readonly KubernetesObject[];
  readonly refused: readonly string[];
}

/** What the server refuses is left out. */
async function apply({ groups }: Configuration): Promise<WhatWasApplied> {
  const objects: KubernetesObject[] = [];
  const refused: string[] = [];
  for (const [index, group] of groups.entries()) {
    // Kubernetes tells ages in whole seconds.
    if (index > 0) await sleep(1100);
    const { stdout, stderr } = await kubectl(["create", "-o", "json", "-f", "-"], listOf(group));
    objects.push(...itemsIn(stdout));
    refused.push(
      ...stderr
        .split("\n")
        .filter((line) => line.startsWith("Error") || line.includes("denied") || line.includes("is invalid")),
    );
  }
  return { objects: objects.map(withoutNoise), refused };
}

function listOf(items: readonly unknown[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** `kubectl create` prints one object after the other, those before and after a refused one too; `kubectl get` prints a List. */
export function itemsIn(stdout: string): readonly KubernetesObject[] {
  return stdout
    .split(/(?<=^\})$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(text) as KubernetesObject & { items?: readonly KubernetesObject[] })
    .flatMap((read) => read.items ?? [read]);
}

export function withoutNoise(object: KubernetesObject): KubernetesObject {
  const { managedFields: _, ...metadata } = object.metadata as KubernetesObject["metadata"] & {
    managedFields?: unknown;
  };
  return { ...object, metadata };
}

/** `ADS:LDS: ACK ERROR sleep.default-12 Internal:Error adding/updating listener(s) 0.0.0.0_443: …` */
function nacksIn(log: string): readonly Nack[] {
  const lines = [...log.matchAll(/ADS:(\w+): ACK ERROR ([\w-]+)\.([\w-]+)-\d+ (.*)/g)];
  const nacks = lines.map(([, type = "", pod = "", namespace = "", says = ""]) => ({
    proxy: `${namespace}/${pod}`,
    type,
    says,
  }));
  return [...new Map(nacks.map((nack) => [JSON.stringify(nack), nack])).values()];
}

async function configsWhenWarm(): Promise<Observation["proxies"]> {
  const taken = await waitFor(
    "listeners and clusters to be warm",
    async () => {
      const all = await Promise.all(
        WORKLOADS.map(async (one) => [`${one.namespace}/${one.pod}`, await takeEnvoyConfig(one)] as const),
      );
      return all.some(([, { warming }]) => warming) ? undefined : all;
    },
    { seconds: 6 },
  ).catch(() =>
    Promise.all(WORKLOADS.map(async (one) => [`${one.namespace}/${one.pod}`, await takeEnvoyConfig(one)] as const)),
  );
  return Object.fromEntries(taken.map(([name, { config }]) => [name, config]));
}

/** Services, Pods and what else is there before anything is applied. */
export async function baseObjects(): Promise<readonly KubernetesObject[]> {
  const kinds = "namespaces,pods,services,endpointslices,serviceaccounts";
  return itemsIn(await kubectlOk(["get", kinds, "-A", "-o", "json"])).map(withoutNoise);
}
