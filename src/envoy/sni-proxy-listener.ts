import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import { dnsCacheConfig } from "./dns-cache.ts";
import { publicAnswersOnly } from "./private-answers.ts";
import { ENVOY_TYPE, typed, typedStruct } from "./type-url.ts";

/** Bytes of the ClientHello that are held back until the address is judged. A ClientHello is at most 16 KiB and a few headers. */
const MAX_EARLY_DATA_BYTES = 16_384;

/**
 * A listener on loopback that reads the SNI, passes only the policy's domains, resolves the name itself and connects to the port of the policy.
 * A name that resolves to a private address is refused before a connection is made, where the target's Envoy can.
 */
export function sniProxyListener(port: PolicyPort, policy: Policy, plan: Plan): Record<string, unknown> {
  const name = `wildegress-${port.unit.name}`;
  return {
    name,
    address: { socket_address: { address: "127.0.0.1", port_value: port.unit.loopbackPort } },
    listener_filters: [{ name: "envoy.filters.listener.tls_inspector", typed_config: typed(ENVOY_TYPE.tlsInspector) }],
    filter_chains: [
      {
        filter_chain_match: { server_names: policy.domains.map(({ text }) => text) },
        filters: plan.target.has("envoy-private-answer-refusal")
          ? judgedFilters(name, port, policy, plan)
          : plainFilters(name, port, policy, plan),
      },
    ],
  };
}

function plainFilters(name: string, port: PolicyPort, policy: Policy, plan: Plan): object[] {
  return [
    {
      name: "envoy.filters.network.sni_dynamic_forward_proxy",
      typed_config: typed(ENVOY_TYPE.sniDynamicForwardProxy, {
        port_value: port.number,
        dns_cache_config: dnsCacheConfig(name, policy, plan),
      }),
    },
    {
      name: "envoy.filters.network.tcp_proxy",
      typed_config: typed(ENVOY_TYPE.tcpProxy, { stat_prefix: name, cluster: name }),
    },
  ];
}

/** The order matters: resolve, judge the address, and only then connect, which waits for the client's first bytes. */
function judgedFilters(name: string, port: PolicyPort, policy: Policy, plan: Plan): object[] {
  return [
    {
      name: "envoy.filters.network.sni_dynamic_forward_proxy",
      typed_config: typedStruct(ENVOY_TYPE.sniDynamicForwardProxy, {
        port_value: port.number,
        save_upstream_address: true,
        dns_cache_config: dnsCacheConfig(name, policy, plan),
      }),
    },
    {
      name: "envoy.filters.network.rbac",
      typed_config: typed(ENVOY_TYPE.networkRbac, {
        stat_prefix: `${name}.`,
        rules: publicAnswersOnly(policy.allowPrivate, plan.gateway.meshCidrs),
      }),
    },
    {
      name: "envoy.filters.network.tcp_proxy",
      typed_config: typedStruct(ENVOY_TYPE.tcpProxy, {
        stat_prefix: name,
        cluster: name,
        max_early_data_bytes: MAX_EARLY_DATA_BYTES,
        upstream_connect_mode: "ON_DOWNSTREAM_DATA",
      }),
    },
  ];
}
