const PREFIX = "type.googleapis.com/";

/** Envoy extensions that wildegress configures, by their protobuf type. */
export const ENVOY_TYPE = {
  dynamicForwardProxyCluster: "envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig",
  httpConnectionManager: "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
  httpDynamicForwardProxy: "envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig",
  httpRbac: "envoy.extensions.filters.http.rbac.v3.RBAC",
  networkRbac: "envoy.extensions.filters.network.rbac.v3.RBAC",
  router: "envoy.extensions.filters.http.router.v3.Router",
  sniDynamicForwardProxy: "envoy.extensions.filters.network.sni_dynamic_forward_proxy.v3.FilterConfig",
  tcpProxy: "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
  tlsInspector: "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
  upstreamIpPort: "envoy.extensions.rbac.matchers.upstream_ip_port.v3.UpstreamIpPortMatcher",
} as const;

/** A message that istiod parses: fields that its own protos do not know are dropped without a word. */
export function typed(type: string, fields: object = {}): object {
  return { "@type": PREFIX + type, ...fields };
}

/** A message that istiod hands on as it stands, so that fields newer than istiod reach an Envoy that knows them. */
export function typedStruct(type: string, fields: object): object {
  return { "@type": `${PREFIX}udpa.type.v1.TypedStruct`, type_url: PREFIX + type, value: fields };
}
