import { passesThrough } from "../../../model/istiod/gateway-servers.ts";
import { overlap } from "../../../model/istiod/host-name.ts";
import { selects } from "../../../model/istiod/proxy.ts";
import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY, GATEWAY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { servedPorts } from "../../mesh/served-listeners.ts";

export const sniOnlyGuard: MeshRule = {
  code: "WE0406",
  id: "sni-only-guard",
  layer: "security",
  level: "warning",
  title: "a way through a gateway that only an SNI guards",
  why: "the SNI is what the client says. Behind mutual TLS connection.sni is the outer one, which every workload of the mesh can send. The certificate says who it is, and the rule does not look at it",
  fix: "add from with the namespaces or principals that may",
  kinds: [AUTHORIZATION_POLICY, GATEWAY],
  *meshProblems(mesh) {
    for (const policy of mesh.world.of<AuthorizationPolicySpec>("AuthorizationPolicy")) {
      const { action = "ALLOW", rules = [], selector } = policy.spec;
      if (action !== "ALLOW") continue;
      for (const [index, { from, when = [] }] of rules.entries()) {
        const sni = when.findIndex(({ key, values }) => key === "connection.sni" && (values ?? []).length > 0);
        if (sni < 0 || (from ?? []).length > 0 || when.some(({ key }) => key.startsWith("source."))) continue;
        const names = (when[sni]?.values ?? []).map((name) => name.toLowerCase());
        const servers = servedPorts(mesh)
          .filter(({ pods }) => selects(selector?.matchLabels, pods.proxy.labels))
          .flatMap(({ merged }) => merged.servers)
          .filter(({ hosts }) =>
            hosts.some((host) => names.some((name) => overlap(host.split("/").at(-1) ?? host, name))),
          );
        const mutual = servers.find(
          ({ server }) => server.tls?.mode === "ISTIO_MUTUAL" || server.tls?.mode === "MUTUAL",
        );
        const open = servers.find(({ server }) => passesThrough(server));
        const server = mutual ?? open;
        if (server === undefined) continue;
        yield {
          at: refTo(policy, "spec", "rules", index, "when", sni, "values"),
          says: mutual
            ? "every workload of the mesh that sends this outer SNI passes"
            : "every client that reaches the gateway with this SNI passes, one without a certificate too",
          // Where TLS is passed through there is no certificate to look at.
          ...(mutual
            ? {}
            : {
                level: "info" as const,
                fix: "end mutual TLS at the gateway, or keep strangers from it by a NetworkPolicy",
              }),
          related: [
            {
              ref: refTo(server.ref.object, ...server.ref.path, "tls", "mode"),
              words: `the server, in ${nameOf(server.ref.object)}`,
            },
          ],
        };
      }
    }
  },
};
