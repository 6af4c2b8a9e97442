import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { sidecarHostProblems } from "../../admission/namespaced-hosts.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarEgressHosts = manifestRule<SidecarSpec>({
  code: "WE0194",
  id: "sidecar-egress-hosts",
  layer: "admission",
  level: "error",
  title: "hosts of a Sidecar that istiod refuses",
  why: "a host is NAMESPACE/NAME: the namespace of the service, *, . for the own or ~ for none, and a full name, a wildcard on one, or *",
  fix: "write ./*, istio-system/* or */*.wikipedia.org",
  kinds: [SIDECAR],
  *problems({ spec, has }) {
    for (const [index, { hosts }] of entriesOf(spec.egress)) {
      const path = ["spec", "egress", index, "hosts"];
      if (hosts.length === 0) yield { path, says: "sidecar: egress listener must contain at least one host" };
      for (const [number, host] of hosts.entries()) {
        for (const says of sidecarHostProblems(host, has)) yield { path: [...path, number], says };
      }
    }
  },
});
