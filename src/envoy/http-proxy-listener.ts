import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import { dnsCacheConfig } from "./dns-cache.ts";
import { publicAnswersOnly } from "./private-answers.ts";
import { ENVOY_TYPE, typed } from "./type-url.ts";

/** What sidecar and gateway add to a request and no one outside should see. */
const MESH_HEADERS = [
  "x-envoy-attempt-count",
  "x-envoy-decorator-operation",
  "x-envoy-expected-rq-timeout-ms",
  "x-envoy-external-address",
  "x-envoy-internal",
  "x-envoy-peer-metadata",
  "x-envoy-peer-metadata-id",
  "x-forwarded-client-cert",
  "x-forwarded-for",
];

/**
 * A listener on loopback that takes plain HTTP, passes only the policy's domains by Host, and resolves the Host itself.
 * The dynamic forward proxy dials the port in the Host, so it is pinned to the policy's: dropped for port 80, matched for others.
 */
export function httpProxyListener(port: PolicyPort, policy: Policy, plan: Plan): Record<string, unknown> {
  const name = `wildegress-${port.unit.name}`;
  const usualPort = port.number === 80;
  const judged = plan.target.has("envoy-http-private-answer-refusal");
  return {
    name,
    address: { socket_address: { address: "127.0.0.1", port_value: port.unit.loopbackPort } },
    filter_chains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typed_config: typed(ENVOY_TYPE.httpConnectionManager, {
              stat_prefix: name,
              ...(usualPort ? { strip_any_host_port: true } : {}),
              route_config: {
                virtual_hosts: [
                  {
                    name: "allowed",
                    domains: policy.domains.map(({ text }) => (usualPort ? text : `${text}:${port.number}`)),
                    // A long download must not be cut; idle streams still end with Envoy's own idle time-out.
                    routes: [{ match: { prefix: "/" }, route: { cluster: name, timeout: "0s" } }],
                    request_headers_to_remove: MESH_HEADERS,
                  },
                ],
              },
              http_filters: [
                {
                  name: "envoy.filters.http.dynamic_forward_proxy",
                  typed_config: typed(ENVOY_TYPE.httpDynamicForwardProxy, {
                    dns_cache_config: dnsCacheConfig(name, policy, plan),
                    ...(judged ? { save_upstream_address: true } : {}),
                  }),
                },
                ...(judged
                  ? [
                      {
                        name: "envoy.filters.http.rbac",
                        typed_config: typed(ENVOY_TYPE.httpRbac, {
                          rules: publicAnswersOnly(policy.allowPrivate, plan.gateway.meshCidrs),
                        }),
                      },
                    ]
                  : []),
                { name: "envoy.filters.http.router", typed_config: typed(ENVOY_TYPE.router) },
              ],
            }),
          },
        ],
      },
    ],
  };
}
