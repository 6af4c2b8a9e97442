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
  *problems({ spec, has }) {
    const { hosts = [] } = spec;
    const gateway = isForGateways(spec) && has("admission-auto-passthrough-sni");
    const all = new HostIndex(hosts);
    for (const { path, host } of sniHosts(spec)) {
      const problem = gateway ? gatewayBoundNameProblem(host, true) : wildcardNameProblem(host);
      const address = problem !== undefined && isAddress(host);
      if (address && has("admission-sni-address-warned")) continue;
      if (problem !== undefined && !address) yield { path, says: problem };
      else if (all.covering(host).next().done === true) {
        const list = hosts.slice(0, 20).join(", ");
        const says = `SNI host ${quoted(host)} is not a compatible subset of any of the virtual service hosts: [${list}]`;
        yield { path, says, related: [{ path: ["spec", "hosts"], words: "the hosts" }] };
      }
    }
  },
});
