/**
 * Envoy's own count of connections, as its admin page `/clusters` gives it, one line for each figure of each endpoint:
 *
 *     outbound|20443||wikipedia.sni-proxy.wildegress.internal::127.0.0.1:20443::cx_total::3
 *
 * Why this page: Istio's bootstrap keeps most counters out of `/stats` and `/stats/prometheus` (cluster.*.upstream_cx_total is among
 * them), and istio_tcp_connections_opened_total depends on telemetry settings. The figures of `/clusters` are kept for load balancing and
 * are there on every release from 1.5 on.
 */
export type ClusterFigure = "cx_total" | "rq_total";

/** Which cluster is meant: by its whole name, or by port and host as Istio builds them into names. */
export type ClusterRef = { readonly name: string } | { readonly port: number; readonly host: string };

/** Figures by cluster and endpoint: `"outbound|443||*.wikipedia.org::1.2.3.4:443"` → 3 */
export type Figures = ReadonlyMap<string, number>;

/** @returns `undefined` when the proxy has no such cluster */
export function readFigures(page: string, cluster: ClusterRef, figure: ClusterFigure): Figures | undefined {
  const figures = new Map<string, number>();
  let known = false;
  for (const line of page.split("\n")) {
    const parts = line.trimEnd().split("::");
    const name = parts[0] ?? "";
    if (!isCluster(name, cluster)) continue;
    known = true;
    // An IPv6 endpoint has "::" of its own, so the figure is read from the end.
    if (parts.length < 4 || parts.at(-2) !== figure) continue;
    figures.set(parts.slice(0, -2).join("::"), Number(parts.at(-1)));
  }
  return known ? figures : undefined;
}

/**
 * How much was added between two looks. Endpoints come and go (names that are resolved again, original destinations), taking their figures
 * along, so each is compared for itself; one that began anew counts from zero.
 */
export function increase(before: Figures | undefined, after: Figures | undefined): number {
  let sum = 0;
  for (const [endpoint, count] of after ?? []) {
    const earlier = before?.get(endpoint) ?? 0;
    sum += count >= earlier ? count - earlier : count;
  }
  return sum;
}

function isCluster(name: string, cluster: ClusterRef): boolean {
  if ("name" in cluster) return name === cluster.name;
  const parts = name.split("|");
  return parts.length === 4 && parts[1] === String(cluster.port) && parts[3] === cluster.host;
}
