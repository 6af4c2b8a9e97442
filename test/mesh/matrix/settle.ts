import { kubectlOk, readLog } from "../lab/cluster.ts";
import { CONTROL_PLANE, WORKLOADS } from "../lab/topology.ts";
import { sleep, waitFor } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";
import { markers } from "./push-marker.ts";
import { waypointServes } from "./waypoint-serves.ts";

/** As much of a Kubernetes object as tells it apart, and its state. */
export interface Applied {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface ProxyStatus {
  readonly proxy: string;
  readonly cluster_sent?: string;
  readonly cluster_acked?: string;
  readonly listener_sent?: string;
  readonly listener_acked?: string;
  readonly route_sent?: string;
  readonly route_acked?: string;
}

let marker = 0;

/**
 * Waits until what was applied (or deleted) is what every Envoy runs. No fixed time would do on a busy machine, so: istiod's own store
 * must hold the objects in the version that the API server has, or a newer one; then a marker is pushed, which can only come in or after the push that
 * holds them; when a proxy has the marker's cluster, its agent the marker's name where Istio's DNS proxy answers, and a push of
 * listeners at least as new is acknowledged, it has everything. A proxy that refuses (NACK) never acknowledges; it is waited for until
 * it has the marker and nothing more is sent to it.
 */
export async function settle(
  applied: readonly Applied[],
  deleted: readonly Applied[] = [],
  seconds?: number,
): Promise<void> {
  const before = (await readLog("istiod.log")).length;
  const refusals = async () => {
    const lines = (await readLog("istiod.log")).slice(before).matchAll(/ACK ERROR ([\w-]+\.[\w-]+)-\d+ /g);
    return [...lines].map(([, proxy = ""]) => proxy);
  };
  const patience = seconds === undefined ? {} : { seconds };
  await waitFor("istiod's store", async () => ((await storeAgrees(applied, deleted)) ? true : undefined), patience);
  await waypointServes(applied);
  marker += 1;
  const host = `push-${process.pid}-${marker}.marker.example`;
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(markers(host)));
  await waitFor("every Envoy's configuration", async () => ((await allHave(host, refusals)) ? true : undefined), {
    every: 60,
    ...patience,
  });
}

async function storeAgrees(applied: readonly Applied[], deleted: readonly Applied[]): Promise<boolean> {
  const store = JSON.parse(await istiod("/debug/configz")) as Applied[];
  const held = new Map(store.map((one) => [key(one), versionOf(one)]));
  const wanted = new Set(applied.map(key));
  return (
    // A newer one: istiod writes into a status.
    applied.filter(isInStore).every((one) => (held.get(key(one)) ?? 0) >= versionOf(one)) &&
    // Another object may have taken the name of a deleted one.
    deleted.filter(isInStore).every((one) => wanted.has(key(one)) || !held.has(key(one)))
  );
}

function isInStore({ apiVersion }: Applied): boolean {
  return apiVersion.includes(".istio.io/") || apiVersion.startsWith("gateway.networking.k8s.io/");
}

/** A revision of etcd, of which a later one is greater. The store of old releases tells no generation. */
function versionOf({ metadata }: Applied): number {
  return Number(metadata.resourceVersion);
}

function key({ apiVersion, kind, metadata }: Applied): string {
  return `${apiVersion.split("/")[0]}/${kind}/${metadata.namespace}/${metadata.name}`;
}

async function allHave(host: string, refusals: () => Promise<readonly string[]>): Promise<boolean> {
  const pages = WORKLOADS.map(({ netns }) =>
    fetchInside(netns, `http://127.0.0.1:15000/config_dump?resource=dynamic_active_clusters&name_regex=.*${host}.*`),
  );
  if (!(await Promise.all(pages)).every((page) => page.includes(host))) return false;
  if (!(await everyNameTableHas(host))) return false;
  const proxies = await proxyStatus();
  if (proxies.length < WORKLOADS.length) return false;
  const late = await withOldListeners();
  const behind = proxies.filter((one) => !isAcknowledged(one) || late.has(one.proxy));
  if (behind.length === 0) return true;
  const refused = await refusals();
  if (!behind.every(({ proxy }) => refused.includes(proxy))) return false;
  await sleep(QUIET_MILLISECONDS);
  return refused.length === (await refusals()).length && sentTo(proxies) === sentTo(await proxyStatus());
}

/** istiod sends the names after the listeners, to the agent and not to Envoy, and keeps no record of what was acknowledged. */
async function everyNameTableHas(host: string): Promise<boolean> {
  const captured = WORKLOADS.filter(({ dnsCapture }) => dnsCapture);
  const tables = captured.map(({ netns }) => fetchInside(netns, "http://127.0.0.1:15020/debug/ndsz"));
  return (await Promise.all(tables)).every((table) => table.includes(host));
}

/** How long nothing may be sent to a proxy that refuses, for it to be done. A push takes a proxy some ten milliseconds. */
const QUIET_MILLISECONDS = 600;

async function proxyStatus(): Promise<readonly ProxyStatus[]> {
  return JSON.parse(await istiod("/debug/syncz")) as ProxyStatus[];
}

function sentTo(proxies: readonly ProxyStatus[]): string {
  return proxies
    .map((one) => [one.proxy, one.cluster_sent, one.listener_sent, one.route_sent].join(" "))
    .sort()
    .join("\n");
}

function isAcknowledged(proxy: ProxyStatus): boolean {
  return (
    proxy.cluster_sent === proxy.cluster_acked &&
    proxy.listener_sent === proxy.listener_acked &&
    proxy.route_sent === proxy.route_acked
  );
}

/** Proxies, as istiod calls them, whose listeners are of an earlier push than their clusters, which come first. */
async function withOldListeners(): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    WORKLOADS.map(async ({ netns, pod, namespace }) => {
      const page = await fetchInside(netns, "http://127.0.0.1:15000/stats?filter=ds.version_text");
      return pushOf("lds", page) < pushOf("cds", page) ? [`${pod}.${namespace}`] : [];
    }),
  );
  return new Set(found.flat());
}

/** A version is the time and the number of the push: `cds.version_text: "2026-01-01T00:00:00Z/12"`. */
function pushOf(type: "cds" | "lds", page: string): number {
  return Number(new RegExp(`\\b${type}\\.version_text: ".*/(\\d+)"`).exec(page)?.[1] ?? 0);
}

function istiod(path: string): Promise<string> {
  return fetchInside(CONTROL_PLANE.netns, `http://127.0.0.1:8080${path}`);
}
