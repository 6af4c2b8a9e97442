import { passesThrough, servesHttp } from "../../../model/istiod/gateway-servers.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { canonical } from "../../mesh/json-walk.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { boundTo, fitsServer, servedPorts } from "../../mesh/served-listeners.ts";

export const secondTcpRule: MeshRule = {
  code: "WE0324",
  id: "second-tcp-rule",
  layer: "conflicts",
  level: "error",
  title: "a tcp rule that a server never comes to",
  why: "a server that ends TLS and does not read HTTP takes one tcp rule: the first of the oldest VirtualService that shares a host with it. Two hosts in one server end at the same place, and the second one's traffic goes to the first one's destination",
  fix: "give each host its own server in the Gateway",
  kinds: [GATEWAY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    const used = new Set<string>();
    const lost = new Map<string, MeshProblem>();
    for (const { merged, pods } of servedPorts(mesh)) {
      for (const one of merged.servers) {
        if (servesHttp(one.server) || passesThrough(one.server)) continue;
        const rules = boundTo(one, pods, mesh).flatMap(({ spec, object, namespace }) =>
          (spec.tcp ?? []).flatMap(({ match, route }, index) =>
            fitsServer(match, one, namespace) && (route ?? []).length > 0
              ? [{ object, index, route, key: `${namespace}/${object.name} ${index}` }]
              : [],
          ),
        );
        const [first, ...others] = rules;
        if (first === undefined) continue;
        used.add(first.key);
        for (const other of others) {
          if (canonical(other.route) === canonical(first.route)) continue;
          lost.set(other.key, {
            at: refTo(other.object, "spec", "tcp", other.index),
            says: `the server takes the rule of ${nameOf(first.object)} for all of its hosts, and never this one`,
            related: [
              { ref: refTo(one.ref.object, ...one.ref.path, "hosts"), words: "the hosts of the server" },
              {
                ref: refTo(first.object, "spec", "tcp", first.index),
                words: "the rule that it takes; of two that are made together the name decides",
              },
            ],
          });
        }
      }
    }
    for (const [key, problem] of lost) if (!used.has(key)) yield problem;
  },
};
