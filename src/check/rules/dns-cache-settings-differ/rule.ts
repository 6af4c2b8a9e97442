import type { FieldRef } from "../../../model/world/config-object.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { canonical, membersOf } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { patchGroups } from "../../mesh/patch-groups.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const dnsCacheSettingsDiffer: MeshRule = {
  code: "WE0331",
  id: "dns-cache-settings-differ",
  layer: "conflicts",
  level: "error",
  title: "one DNS cache of Envoy with two kinds of settings",
  why: "a cache is known by its name in the whole proxy. Envoy refuses a listener or a cluster that asks for a known name with other settings, and keeps what it had: the filter and its cluster must say the same, and a changed cache needs a new name",
  fix: "write the same settings everywhere, or give each its own name; a hash of the settings in the name does it for good",
  kinds: [ENVOY_FILTER],
  *meshProblems(mesh) {
    for (const { patches } of patchGroups(mesh)) {
      const known = new Map<string, { settings: string; ref: FieldRef }>();
      for (const { value, ref } of patches) {
        for (const { key, value: config, path } of membersOf(value, [...ref.path, "patch", "value"])) {
          if (key !== "dns_cache_config" && key !== "dnsCacheConfig") continue;
          const name = (config as { name?: unknown } | null)?.name;
          if (typeof name !== "string") continue;
          const place = refTo(ref.object, ...path);
          const settings = canonical(config);
          const before = known.get(name);
          known.set(name, before ?? { settings, ref: place });
          if (before === undefined || before.settings === settings) continue;
          yield {
            at: place,
            says: `the cache ${name} has other settings elsewhere in the same pods`,
            related: [{ ref: before.ref, words: `the other settings, in ${nameOf(before.ref.object)}` }],
          };
        }
      }
    }
  },
};
