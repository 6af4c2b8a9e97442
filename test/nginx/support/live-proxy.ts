import { printConf } from "../../../src/nginx/print-conf.ts";
import { sniProxyConf } from "../../../src/nginx/sni-proxy-conf.ts";
import type { SniProxyOptions } from "../../../src/nginx/sni-proxy-options.ts";
import type { InstalledNginx } from "./installed-nginx.ts";
import { makeRunDir, type RunningNginx, startNginx, testConf } from "./nginx-process.ts";
import { freePorts } from "./origins.ts";

/** What a test says of the proxy that it wants; the rest is small time-outs and a free port. */
export interface Wanted extends Partial<SniProxyOptions> {
  readonly domains: readonly string[];
  readonly upstreamPort: number;
  readonly dnsPort: number;
  /** Default: a free one. */
  readonly port?: number;
}

export interface LiveProxy {
  readonly nginx: RunningNginx;
  readonly port: number;
}

/** Options that differ from those of a Pod only in places: everything in a folder of the test's own. */
export function inFolder(folder: string, { loadModule }: InstalledNginx): Partial<SniProxyOptions> {
  return {
    accessLogPath: `${folder}/access.log`,
    errorLogPath: `${folder}/error.log`,
    runDir: folder,
    loadModule,
  };
}

/** Generates a conf, has `nginx -t` look at it, and starts nginx with it. */
export async function startProxy(installed: InstalledNginx, wanted: Wanted): Promise<LiveProxy> {
  const { domains, upstreamPort, dnsPort, port = (await freePorts(1))[0] ?? 0, ...options } = wanted;
  const folder = makeRunDir();
  const conf = printConf(
    sniProxyConf({
      servers: [{ name: "wikipedia", listen: { address: "127.0.0.1", port }, domains, upstreamPort }],
      resolver: { addresses: [`127.0.0.1:${dnsPort}`], ipFamily: "ipv4" },
      timeouts: { prereadSeconds: 1.5, resolverSeconds: 1, connectSeconds: 1, idleSeconds: 5 },
      accessLog: "json",
      ...inFolder(folder, installed),
      ...options,
    }),
  );
  const tested = testConf(conf);
  if (!tested.clean) throw new Error(`nginx -t: ${tested.output}\n${conf}`);
  const ports = options.servers?.map((server) => server.listen.port) ?? [port];
  return { nginx: await startNginx(conf, folder, ports), port };
}
