import { hostsFor } from "../../../model/istiod/gateway-listener.ts";
import { passesThrough } from "../../../model/istiod/gateway-servers.ts";
import { covers, overlap } from "../../../model/istiod/host-name.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { boundTo, fitsServer, servedPorts } from "../../mesh/served-listeners.ts";

export const widerThanGateway: MeshRule = {
  code: "WE0306",
  id: "wider-than-gateway",
  layer: "conflicts",
  level: "warning",
  title: "a VirtualService that lets more through than its Gateway lists",
  why: "where TLS is passed through, the hosts of a server only choose the VirtualServices. Which names pass, their sniHosts alone say: *.org at a server for *.wikipedia.org opens all of *.org",
  fix: "write the same names, or narrower ones, in sniHosts; or add the name to the server's hosts if it is meant to pass",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    for (const { merged, pods } of servedPorts(mesh)) {
      for (const one of merged.servers) {
        if (!passesThrough(one.server)) continue;
        for (const { spec, object, namespace } of boundTo(one, pods, mesh)) {
          // All servers of the Gateway that pass TLS through speak for it.
          const listed = merged.servers
            .filter(({ gateway, server }) => gateway === one.gateway && passesThrough(server))
            .flatMap(({ hosts }) => hostsFor(namespace, hosts));
          for (const [block, { match }] of (spec.tls ?? []).entries()) {
            for (const [index, rule] of (match ?? []).entries()) {
              if (!fitsServer([rule], one, namespace)) continue;
              for (const [at, written] of rule.sniHosts.entries()) {
                const sni = written.toLowerCase();
                if (listed.some((host) => covers(host, sni))) continue;
                const some = listed.find((host) => overlap(host, sni));
                const than = some === undefined ? listed.join(", ") : some;
                yield {
                  at: refTo(object, "spec", "tls", block, "match", index, "sniHosts", at),
                  says: `lets ${written} through at Gateway ${one.gateway}, whose server lists ${than}`,
                  related: [
                    {
                      ref: refTo(one.ref.object, ...one.ref.path, "hosts"),
                      words: `the hosts of ${nameOf(one.ref.object)}`,
                    },
                  ],
                };
              }
            }
          }
        }
      }
    }
  },
};
