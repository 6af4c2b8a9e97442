import { readLog } from "../lab/cluster.ts";
import { CONTROL_PLANE } from "../lab/topology.ts";
import { fetchInside } from "../probe/agent.ts";

/** How much of istiod's complaints was there before; what comes after belongs to what was applied since. */
export interface Complaints {
  readonly rejects: number;
  readonly logLength: number;
}

export async function complaintsSoFar(): Promise<Complaints> {
  const metrics = await fetchInside(CONTROL_PLANE.netns, "http://127.0.0.1:15014/metrics");
  const rejects = [...metrics.matchAll(/^pilot_(?:total_xds_rejects|total_xds_internal_errors)\S* (\d+)/gm)];
  return {
    rejects: rejects.reduce((sum, [, count]) => sum + Number(count), 0),
    logLength: (await readLog("istiod.log")).length,
  };
}

/** Every complaint of istiod since then, and the last push of listeners to each proxy: nobody else's words say what it did. */
export async function istiodSince(before: Complaints): Promise<readonly string[]> {
  const lines = (await readLog("istiod.log")).slice(before.logLength).split("\n");
  const pushes = new Map<string, string>();
  for (const line of lines) {
    const proxy = /LDS: PUSH.* for node:(\S+)/.exec(line)?.[1];
    if (proxy) pushes.set(proxy, line);
  }
  return [...lines.filter((line) => /\t(?:warn|error)\t|ACK ERROR/.test(line)), ...pushes.values()];
}

/** Rejections by an Envoy (NACK), and errors of istiod when it made a push, since then. */
export async function rejectionsSince(before: Complaints): Promise<readonly string[]> {
  const lines = (await readLog("istiod.log")).slice(before.logLength).split("\n");
  const found = lines.filter((line) => /ACK ERROR|\terror\t.*(?:xds|ads|envoyfilter|model)/i.test(line));
  const { rejects } = await complaintsSoFar();
  if (found.length === 0 && rejects > before.rejects) {
    return [`pilot_total_xds_rejects went from ${before.rejects} to ${rejects}`];
  }
  return found;
}
