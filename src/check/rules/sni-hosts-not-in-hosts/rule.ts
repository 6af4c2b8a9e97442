import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { isAddress } from "../../admission/addresses.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewayBoundNameProblem, HostIndex, wildcardNameProblem } from "../../admission/names.ts";
import { quoted } from "../../admission/quoted.ts";
import { isForGateways, sniHosts } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const sniHostsNotInHosts = manifestRule<VirtualServiceSpec>({
  code: "WE0136",
  id: "sni-hosts-not-in-hosts",
  layer: "admission",
  level: "error",
  title: "an SNI that the hosts do not cover",
  why: "the hosts choose the traffic first: an SNI outside of them never comes to this rule. *.wikipedia.org does not cover wikipedia.org",
  fix: "add the name to hosts, or take it out of sniHosts",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    const { hosts = [] } = spec;
    const gateway = isForGateways(spec);
    const all = new HostIndex(hosts);
    for (const { path, host } of sniHosts(spec)) {
      const problem = gateway ? gatewayBoundNameProblem(host, true) : wildcardNameProblem(host);
      if (problem !== undefined && isAddress(host)) continue;
      if (problem !== undefined) yield { path, says: problem };
      else if (all.covering(host).next().done === true) {
        const list = hosts.slice(0, 20).join(", ");
        const says = `SNI host ${quoted(host)} is not a compatible subset of any of the virtual service hosts: [${list}]`;
        yield { path, says, related: [{ path: ["spec", "hosts"], words: "the hosts" }] };
      }
    }
  },
});
