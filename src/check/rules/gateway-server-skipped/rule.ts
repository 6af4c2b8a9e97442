import { GATEWAY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { servedPorts } from "../../mesh/served-listeners.ts";

export const gatewayServerSkipped: MeshRule = {
  code: "WE0301",
  id: "gateway-server-skipped",
  layer: "conflicts",
  level: "error",
  title: "a server of a Gateway that istiod leaves out",
  why: "two servers of one gateway cannot be told apart, so istiod keeps the older one and skips the other whole, with all its hosts. There is one line in its log, and nothing in any status",
  fix: "give each host one server for a port: merge the two, or take the host out of one",
  kinds: [GATEWAY],
  *meshProblems(mesh) {
    for (const { merged } of servedPorts(mesh)) {
      for (const { ref, says, hosts, server } of merged.skipped) {
        const host = server.hosts.findIndex((_, index) => says.includes(hosts[index] ?? " "));
        const earlier = merged.servers.filter(
          (other) => host < 0 || (other.server.tls !== undefined && other.hosts.includes(hosts[host] ?? "")),
        );
        const path = host < 0 ? [...ref.path, "port", "protocol"] : [...ref.path, "hosts", host];
        yield {
          at: refTo(ref.object, ...path),
          says: `istiod skips this server: ${says}`,
          related: earlier.slice(0, 1).map((other) => ({
            ref: refTo(other.ref.object, ...other.ref.path, ...(host < 0 ? ["port", "protocol"] : ["hosts"])),
            words: `the one that stays, in ${nameOf(other.ref.object)}; of two that are made together the name decides`,
          })),
        };
      }
    }
  },
};
