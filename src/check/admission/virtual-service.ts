import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";
import type { Path } from "../rule.ts";

/** What stands for the sidecars in a list of gateways. */
const MESH = "mesh";

/** Whether a VirtualService is for gateways alone; without gateways it is for the mesh. */
export function isForGateways({ gateways = [] }: VirtualServiceSpec): boolean {
  return gateways.length > 0 && !gateways.includes(MESH);
}

export function hasSniHosts({ tls = [] }: VirtualServiceSpec): boolean {
  return tls.some(({ match }) => match.some(({ sniHosts }) => sniHosts.length > 0));
}

/** The names by which TLS routes are chosen. */
export function* sniHosts({ tls = [] }: VirtualServiceSpec): Generator<{ path: Path; host: string }> {
  for (const [index, { match }] of tls.entries()) {
    for (const [number, { sniHosts: hosts }] of match.entries()) {
      for (const [at, host] of hosts.entries())
        yield { path: ["spec", "tls", index, "match", number, "sniHosts", at], host };
    }
  }
}

/** The lists of gateways: its own, and those of conditions. Of those in HTTP and TCP routes istiod passes no warnings on. */
export function* gatewayLists(spec: VirtualServiceSpec): Generator<[Path, readonly string[] | undefined, boolean]> {
  yield [["spec", "gateways"], spec.gateways, true];
  for (const field of ["http", "tls", "tcp"] as const) {
    for (const [index, { match }] of (spec[field] ?? []).entries()) {
      for (const [number, { gateways }] of (match ?? []).entries()) {
        yield [["spec", field, index, "match", number, "gateways"], gateways, field === "tls"];
      }
    }
  }
}
