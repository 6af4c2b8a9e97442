import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { isAddress } from "../../admission/addresses.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewayBoundNameProblem, overlap, wildcardNameProblem } from "../../admission/names.ts";
import { hasSniHosts, isForGateways } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const virtualServiceHosts = manifestRule<VirtualServiceSpec>({
  code: "WE0130",
  id: "virtual-service-hosts",
  layer: "admission",
  level: "error",
  title: "hosts of a VirtualService that istiod refuses",
  why: "the hosts choose what traffic the rules are for: all of the mesh (*) is refused, and of two hosts that cover each other one would never count",
  fix: "name hosts, and of those that cover each other the wider one",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    const { hosts = [] } = spec;
    const gateway = isForGateways(spec);
    const sni = hasSniHosts(spec);
    let valid = true;
    for (const [index, host] of hosts.entries()) {
      const says = hostProblem(host, gateway, sni);
      if (says === undefined) continue;
      valid = false;
      yield { path: ["spec", "hosts", index], says };
    }
    if (!valid) return;
    for (const [index, host] of hosts.entries()) {
      for (let later = index + 1; later < hosts.length; later++) {
        const other = hosts[later] ?? "";
        if (!overlap(host, other)) continue;
        const says = `duplicate hosts in virtual service: ${host} & ${other}`;
        yield {
          path: ["spec", "hosts", later],
          says,
          related: [{ path: ["spec", "hosts", index], words: "the other host" }],
        };
      }
    }
  },
});

function hostProblem(host: string, gateway: boolean, sni: boolean): string | undefined {
  const problem = gateway ? gatewayBoundNameProblem(host, sni) : wildcardNameProblem(host);
  if (problem !== undefined) return isAddress(host) ? undefined : problem;
  return !gateway && host === "*"
    ? "wildcard host * is not allowed for virtual services bound to the mesh gateway"
    : undefined;
}
