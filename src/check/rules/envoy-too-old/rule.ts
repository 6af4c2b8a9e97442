import { type Capability, describeAvailability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { type Member, membersOf } from "../../mesh/json-walk.ts";
import { manifestRule } from "../../rule.ts";

export const envoyTooOld = manifestRule<EnvoyFilterSpec>({
  code: "WE0509",
  id: "envoy-too-old",
  layer: "upgrade",
  level: "error",
  title: "a patch with parts of Envoy that the release does not have yet",
  why: "istiod refuses or drops what it does not know, and Envoy refuses a listener or a cluster for which it has no extension: the SNI proxy is not there",
  fix: "name a target that has it with --istio, or use a strategy that the release has; wildegress strategies lists them",
  kinds: [ENVOY_FILTER],
  *problems({ spec, has }) {
    for (const [index, { patch }] of (spec.configPatches ?? []).entries()) {
      const seen = new Set<Capability>();
      for (const member of membersOf(patch?.value, ["spec", "configPatches", index, "patch", "value"])) {
        const needs = needed(member);
        if (needs === undefined || has(needs) || seen.has(needs)) continue;
        seen.add(needs);
        const { key, value, path } = member;
        const what = key === "@type" ? String(value).replace(/^.*\//, "") : key;
        yield {
          path,
          part: key === "@type" ? "value" : "key",
          says: `${what} is in Istio ${describeAvailability(needs)}`,
        };
      }
    }
  },
});

function needed({ key, value }: Member): Capability | undefined {
  if (/^(?:internal_listener|internalListener|envoy_internal_address|envoyInternalAddress)$/.test(key))
    return "envoy-internal-listener";
  const isSniProxy = key === "@type" && typeof value === "string" && value.includes(".sni_dynamic_forward_proxy.v3.");
  return isSniProxy ? "envoy-sni-proxy" : undefined;
}
