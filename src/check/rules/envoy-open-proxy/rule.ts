import { at, list, text, typedConfig } from "../../../model/envoy-filters/json.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const envoyOpenProxy: MeshRule = {
  code: "WE0401",
  id: "envoy-open-proxy",
  layer: "security",
  level: "error",
  title: "an SNI proxy of Envoy that goes wherever a client's SNI or Host says",
  why: "a dynamic forward proxy dials whatever name it is given. Only the names of its filter chain, or the domains of its virtual host, hold it back: without them whoever reaches it reaches everything",
  fix: "list the names: filter_chain_match.server_names for TLS, domains of the virtual host for HTTP",
  kinds: [ENVOY_FILTER],
  *meshProblems({ world }) {
    for (const filter of world.of<EnvoyFilterSpec>("EnvoyFilter")) {
      for (const [index, { applyTo, patch }] of (filter.spec.configPatches ?? []).entries()) {
        if (applyTo !== "LISTENER" || patch?.operation !== "ADD") continue;
        const path = ["spec", "configPatches", index, "patch", "value", "filter_chains"];
        for (const [chain, one] of list(patch.value, "filter_chains").entries()) {
          const filters = list(one, "filters");
          const kinds = filters.map((each) => typedConfig(each).type);
          const guarded = kinds.some((type) => type.endsWith("rbac.v3.RBAC")) ? ({ level: "warning" } as const) : {};
          const names = list(one, "filter_chain_match", "server_names");
          if (kinds.some((type) => type.includes("sni_dynamic_forward_proxy")) && names.length === 0) {
            yield {
              at: refTo(filter, ...path, chain),
              says: "the filter chain takes every SNI, and dials it",
              ...guarded,
            };
          }
          for (const [number, each] of filters.entries()) {
            const { value } = typedConfig(each);
            const dynamic = list(value, "http_filters").some((http) =>
              typedConfig(http).type.includes("dynamic_forward_proxy"),
            );
            const hosts = list(value, "route_config", "virtual_hosts");
            const open = hosts.findIndex((host) => list(host, "domains").includes("*") && !refuses(host));
            if (!dynamic || open < 0) continue;
            const inside = [
              ...path,
              chain,
              "filters",
              number,
              "typed_config",
              "route_config",
              "virtual_hosts",
              open,
              "domains",
            ];
            yield { at: refTo(filter, ...inside), says: "the virtual host takes every Host, and dials it", ...guarded };
          }
        }
      }
    }
  },
};

/** A virtual host whose routes all answer themselves. */
function refuses(host: unknown): boolean {
  const routes = list(host, "routes");
  return (
    routes.length > 0 &&
    routes.every((route) => at(route, "route") === undefined && text(route, "route", "cluster") === "")
  );
}
