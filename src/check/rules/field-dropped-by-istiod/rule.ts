import type { Capability } from "../../../istio/capability.ts";
import { describeAvailability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { membersOf } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

/** Fields of Envoy that judge an address, and from which release on istiod knows them. */
const FIELDS: ReadonlyMap<string, Capability> = new Map([
  ["resolved_address_filter", "envoy-resolved-address-filter"],
  ["resolvedAddressFilter", "envoy-resolved-address-filter"],
  ["upstream_connect_mode", "envoy-private-answer-refusal"],
  ["upstreamConnectMode", "envoy-private-answer-refusal"],
]);

export const fieldDroppedByIstiod: MeshRule = {
  code: "WE0329",
  id: "field-dropped-by-istiod",
  layer: "conflicts",
  level: "error",
  title: "a field of Envoy that the release's istiod drops in silence",
  why: "istiod reads a patch as the Envoy of its own release knows it, and leaves out what it does not know. A rule that refuses private addresses is gone without a word, and everything passes",
  fix: "take it out for this release and refuse by a NetworkPolicy; or hand it on in a TypedStruct, where the proxies are new enough",
  kinds: [ENVOY_FILTER],
  *meshProblems(mesh) {
    for (const filter of mesh.world.of<EnvoyFilterSpec>("EnvoyFilter")) {
      for (const [index, { patch }] of (filter.spec.configPatches ?? []).entries()) {
        const path = ["spec", "configPatches", index, "patch", "value"];
        // A TypedStruct is passed on as it is.
        const members = membersOf(patch?.value, path, (map) => !String(map["@type"] ?? "").endsWith("TypedStruct"));
        for (const { key, path: place } of members) {
          const needed = FIELDS.get(key);
          if (needed === undefined || mesh.has(needed)) continue;
          yield {
            at: refTo(filter, ...place),
            says: `istiod ${mesh.release.name} does not know ${key}, and drops it; it is known in ${describeAvailability(needed)}`,
          };
        }
      }
    }
  },
};
