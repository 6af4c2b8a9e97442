import { passesThrough, servesHttp } from "../../../model/istiod/gateway-servers.ts";
import type { MeshVirtualService } from "../../../model/istiod/virtual-services.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { boundTo, fitsServer, type ServedPort, servedPorts } from "../../mesh/served-listeners.ts";

type Kind = "http" | "tls" | "tcp";

export const wrongRouteKind: MeshRule = {
  code: "WE0322",
  id: "wrong-route-kind",
  layer: "conflicts",
  level: "error",
  title: "rules of a kind that the server does not read",
  why: "a server that passes TLS through reads tls rules alone; one that ends it (SIMPLE, MUTUAL, ISTIO_MUTUAL) with protocol TLS reads tcp rules, and with protocol HTTPS http rules. Without a rule of its kind it has no filter chain, and a listener without any chain is left out",
  fix: "write the rule in the kind that the server reads: tcp behind ISTIO_MUTUAL with protocol TLS, tls behind PASSTHROUGH",
  kinds: [GATEWAY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    for (const served of servedPorts(mesh)) {
      for (const one of served.merged.servers) {
        if (one.server.tls === undefined) continue;
        const bound = boundTo(one, served.pods, mesh).filter(({ object }) => object.kind === "VirtualService");
        const reads = kindRead(one);
        if (bound.length === 0 || bound.some((virtualService) => has(virtualService, reads, one))) continue;
        yield* problems(one, bound, reads);
      }
    }
  },
};

type Server = ServedPort["merged"]["servers"][number];

function kindRead({ server }: Server): Kind {
  if (passesThrough(server)) return "tls";
  return servesHttp(server) ? "http" : "tcp";
}

function has({ spec, namespace }: MeshVirtualService, kind: Kind, server: Server): boolean {
  return (spec[kind] ?? []).some(({ match }) => fitsServer(match, server, namespace));
}

function* problems(one: Server, bound: readonly MeshVirtualService[], reads: Kind): Generator<MeshProblem> {
  for (const virtualService of bound) {
    const { spec, object, namespace } = virtualService;
    for (const kind of ["http", "tls", "tcp"] as const) {
      const index = (spec[kind] ?? []).findIndex(({ match }) => fitsServer(match, one, namespace));
      if (index < 0) continue;
      const { server, ref } = one;
      const mode = server.tls?.mode ?? "PASSTHROUGH";
      yield {
        at: refTo(object, "spec", kind, index),
        says: `a ${kind} rule for a server that reads ${reads} rules (${mode}, protocol ${server.port.protocol})`,
        related: [
          { ref: refTo(ref.object, ...ref.path, "tls", "mode"), words: `the server, in ${nameOf(ref.object)}` },
        ],
      };
    }
  }
}
