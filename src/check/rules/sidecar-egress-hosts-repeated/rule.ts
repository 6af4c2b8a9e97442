import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { repeatedHosts } from "../../admission/namespaced-hosts.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarEgressHostsRepeated = manifestRule<SidecarSpec>({
  code: "WE0195",
  id: "sidecar-egress-hosts-repeated",
  layer: "admission",
  level: "warning",
  title: "a host that another one covers already",
  why: "it adds nothing, and mostly one of the two was meant otherwise",
  fix: "take one of them out",
  kinds: [SIDECAR],
  *problems({ spec, namespace, has }) {
    if (!has("admission-repeated-egress-host-warned")) return;
    for (const [index, { hosts }] of entriesOf(spec.egress)) {
      yield* repeatedHosts(hosts, ["spec", "egress", index, "hosts"], namespace);
    }
  },
});
