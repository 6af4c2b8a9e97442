import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { isAddress } from "../../admission/addresses.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewayBoundNameProblem, HostIndex, wildcardNameProblem } from "../../admission/names.ts";
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
  *problems({ spec, has }) {
    const { hosts = [] } = spec;
    const gateway = isForGateways(spec);
    const sni = hasSniHosts(spec) && has("admission-auto-passthrough-sni");
    let valid = true;
    for (const [index, host] of hosts.entries()) {
      const says = hostProblem(host, gateway, sni);
      if (says === undefined) continue;
      valid = false;
      yield { path: ["spec", "hosts", index], says };
    }
    if (!valid) return;
    const all = new HostIndex(hosts);
    for (const [index, host] of hosts.entries()) {
      for (const other of all.covering(host)) {
        if (other === index) continue;
        const [first, second] = [Math.min(index, other), Math.max(index, other)];
        const says = `duplicate hosts in virtual service: ${hosts[first]} & ${hosts[second]}`;
        const related = [{ path: ["spec", "hosts", first], words: "the other host" }];
        yield { path: ["spec", "hosts", second], says, related };
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
