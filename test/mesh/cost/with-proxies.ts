import { type ProxySettings, proxyDown, proxyReady, proxyUp } from "../lab/proxy.ts";
import { placedParts } from "../lab/proxy-programs.ts";
import { EGRESS_GATEWAY } from "../lab/topology.ts";
import { LOADER } from "./load.ts";
import type { Subject } from "./subject.ts";

/** Starts the gateway's and the client's proxies anew with the subject's settings, if it has any, and as they were when all is done. */
export async function withProxies<T>({ proxies }: Subject, act: () => Promise<T>): Promise<T> {
  if (proxies === undefined) return act();
  await restart(proxies);
  try {
    return await act();
  } finally {
    await restart({});
  }
}

async function restart(settings: ProxySettings): Promise<void> {
  await Promise.all(
    [LOADER, EGRESS_GATEWAY].map(async (workload) => {
      await proxyDown(workload);
      await proxyUp(workload, placedParts(), settings);
      await proxyReady(workload);
    }),
  );
}
