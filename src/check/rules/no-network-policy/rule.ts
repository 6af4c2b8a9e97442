import type { ConfigObject } from "../../../model/world/config-object.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import { membersOf } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

interface PolicySpec {
  readonly policyTypes?: readonly string[];
  readonly egress?: readonly unknown[];
}

export const noNetworkPolicy: MeshRule = {
  code: "WE0409",
  id: "no-network-policy",
  layer: "security",
  level: "info",
  title: "an SNI proxy that no NetworkPolicy keeps from private addresses",
  why: "it resolves names that others own. One that resolves to a private address leads inside: to the cluster, or to the cloud's metadata server",
  fix: "add a NetworkPolicy for the gateway's pods that lets egress out to public addresses only; gen --harden-network-policy writes it",
  kinds: [ENVOY_FILTER, "/ConfigMap", "networking.k8s.io/NetworkPolicy"],
  *meshProblems(mesh) {
    const limited = new Set(
      mesh.world
        .of<PolicySpec>("NetworkPolicy")
        .filter(({ spec }) => spec.egress !== undefined || spec.policyTypes?.includes("Egress"))
        .map(({ namespace }) => namespace),
    );
    const said = new Set<string>();
    for (const object of sniProxies(mesh)) {
      if (limited.has(object.namespace) || said.has(object.namespace)) continue;
      said.add(object.namespace);
      yield {
        at: refTo(object, "metadata", "name"),
        says: `no NetworkPolicy for egress of namespace ${object.namespace} was read`,
      };
    }
  },
};

function* sniProxies({ world, confs }: CheckedMesh): Generator<ConfigObject> {
  for (const filter of world.of<EnvoyFilterSpec>("EnvoyFilter")) {
    const values = (filter.spec.configPatches ?? []).map(({ patch: { value } = {} }) => value);
    const keys = [...membersOf(values)].map(({ key }) => key);
    // With these, Envoy itself looks at the addresses.
    if (keys.includes("resolved_address_filter") || keys.includes("upstream_connect_mode")) continue;
    if (keys.includes("dns_cache_config")) yield filter as unknown as ConfigObject;
  }
  for (const { object, servers } of confs) if (object.kind === "ConfigMap" && servers.length > 0) yield object;
}
