import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { coveredPrefixes, unreachableRules } from "../../admission/unreachable.ts";
import { manifestRule } from "../../rule.ts";

export const unreachableRoute = manifestRule<VirtualServiceSpec>({
  code: "WE0155",
  id: "unreachable-route",
  layer: "admission",
  level: "warning",
  title: "a rule or a condition that never counts",
  why: "one before it takes all that it would: rules are tried in order",
  fix: "put the narrower rule first, or take it out",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec: { http = [], tcp = [], tls = [] }, has }) {
    if (!has("admission-unreachable-warned")) return;
    const behind = has("admission-unmatched-rule-warned");
    yield* unreachableRules(http, ["spec", "http"], behind);
    yield* coveredPrefixes(http, ["spec", "http"]);
    yield* unreachableRules(tcp, ["spec", "tcp"], behind);
    yield* unreachableRules(tls, ["spec", "tls"], behind);
  },
});
