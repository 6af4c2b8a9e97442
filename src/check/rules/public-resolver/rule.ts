import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { directivesNamed } from "../../mesh/conf-text.ts";
import { membersOf } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

const PUBLIC = new Set([
  "8.8.8.8",
  "8.8.4.4",
  "1.1.1.1",
  "1.0.0.1",
  "9.9.9.9",
  "149.112.112.112",
  "208.67.222.222",
  "208.67.220.220",
]);

export const publicResolver: MeshRule = {
  code: "WE0413",
  id: "public-resolver",
  layer: "security",
  level: "warning",
  title: "an SNI proxy that asks a public resolver",
  why: "it tells a stranger every name that your workloads ask for, unencrypted, and gets other answers than they do: split DNS and the cluster's own filters do not hold for it",
  fix: "ask the cluster's DNS: resolver kube-dns.kube-system.svc.cluster.local, or its address",
  kinds: ["/ConfigMap", ENVOY_FILTER],
  *meshProblems({ confs, world }) {
    for (const { directives, servers, at } of confs) {
      if (servers.length === 0) continue;
      for (const directive of directivesNamed(directives, "resolver")) {
        const found = directive.args.find((arg) => typeof arg === "string" && PUBLIC.has(arg.replace(/:\d+$/, "")));
        if (found !== undefined) yield { at: at(directive), says: `${String(found)} is a public resolver` };
      }
    }
    for (const filter of world.of<EnvoyFilterSpec>("EnvoyFilter")) {
      for (const [index, { patch }] of (filter.spec.configPatches ?? []).entries()) {
        const path = ["spec", "configPatches", index, "patch", "value"];
        for (const { key, value, path: place } of membersOf(patch?.value, path)) {
          if (key !== "address" || typeof value !== "string" || !PUBLIC.has(value)) continue;
          if (!place.some((step) => step === "dns_cache_config" || step === "dns_resolution_config")) continue;
          yield { at: refTo(filter, ...place), says: `${value} is a public resolver` };
        }
      }
    }
  },
};
