import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { egressProblems, ingressProblems } from "../../admission/sidecar-listeners.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarListeners = manifestRule<SidecarSpec>({
  code: "WE0191",
  id: "sidecar-listeners",
  layer: "admission",
  level: "error",
  title: "listeners of a Sidecar that istiod refuses",
  why: "each listens on a port or a Unix socket of its own; one alone, the last of egress, may do without a port",
  fix: "give every listener a port of its own, from 1 to 65535, with a protocol that Istio knows",
  kinds: [SIDECAR],
  *problems({ spec, has }) {
    yield* ingressProblems(spec.ingress ?? [], has);
    yield* egressProblems(spec.egress ?? [], has);
  },
});
