import { dnsCacheConfig } from "../../envoy/dns-cache.ts";
import { httpProxyListener } from "../../envoy/http-proxy-listener.ts";
import { sniProxyListener } from "../../envoy/sni-proxy-listener.ts";
import { ENVOY_TYPE, typed } from "../../envoy/type-url.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../../plan/plan.ts";
import { envoyFilter } from "../../resources/envoy-filter.ts";
import type { Resource } from "../../resources/resource.ts";

/**
 * As Istio sets for its own clusters. Unless told so, Envoy lets 1,024 connections at a time through to a cluster and resets the next
 * (seen on a running mesh). That limit stays where a name may still lead the proxy back to itself: there it ends the loop.
 */
const NO_LIMIT = 4_294_967_295;
const NO_LIMITS = {
  thresholds: [{ max_connections: NO_LIMIT, max_pending_requests: NO_LIMIT, max_requests: NO_LIMIT }],
};

/**
 * Adds a listener and a cluster to the chosen gateway, and changes nothing that is there: no MERGE, no INSERT, and a workloadSelector,
 * so that other gateways stay as they are.
 */
export function sniProxyFilter(port: PolicyPort, policy: Policy, plan: Plan): Resource {
  const { unit, protocol } = port;
  const name = `wildegress-${unit.name}`;
  return {
    part: "gateway",
    why: `Envoy itself is the ${protocol === "tls" ? "SNI" : "HTTP"} proxy: it passes this policy's domains only and resolves their names itself.`,
    manifest: envoyFilter(
      { namespace: plan.gateway.namespace, instance: policy.name, name: resourceName.sniProxy(unit) },
      {
        workloadSelector: { labels: { ...plan.gateway.selector } },
        configPatches: [
          {
            applyTo: "CLUSTER",
            match: { context: "GATEWAY" },
            patch: {
              operation: "ADD",
              value: {
                name,
                lb_policy: "CLUSTER_PROVIDED",
                connect_timeout: "5s",
                ...(plan.target.has("envoy-resolved-address-filter") ? { circuit_breakers: NO_LIMITS } : {}),
                cluster_type: {
                  name: "envoy.clusters.dynamic_forward_proxy",
                  typed_config: typed(ENVOY_TYPE.dynamicForwardProxyCluster, {
                    dns_cache_config: dnsCacheConfig(name, policy, plan),
                  }),
                },
              },
            },
          },
          {
            applyTo: "LISTENER",
            match: { context: "GATEWAY" },
            patch: {
              operation: "ADD",
              value: protocol === "tls" ? sniProxyListener(port, policy, plan) : httpProxyListener(port, policy, plan),
            },
          },
        ],
      },
      plan.target.release,
    ),
  };
}
