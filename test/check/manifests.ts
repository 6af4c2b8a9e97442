/** One valid manifest of each kind for Istio 1.31, and what makes it invalid. */
export interface KindCase {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Something wrong: where, what stands there, and the code of the finding. */
  readonly wrong: readonly (readonly [path: readonly (string | number)[], value: unknown, code: string])[];
}

const podSpec = { containers: [{ name: "c", image: "nginx:1.30.7", ports: [{ containerPort: 443 }] }] };

/** Kinds whose fields stand below spec. */
export const KIND_CASES: readonly KindCase[] = [
  {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    spec: {
      hosts: ["*.wikipedia.org"],
      ports: [{ number: 443, name: "tls", protocol: "TLS" }],
      resolution: "DYNAMIC_DNS",
    },
    wrong: [
      [["spec", "hostz"], [], "unknown-field"],
      [["spec", "resolution"], "DNSS", "not-allowed-value"],
      [["spec", "ports", 0, "number"], "443", "wrong-type"],
      [["spec", "ports", 0], { number: 443 }, "missing-field"],
      [["spec", "hosts"], [], "out-of-range"],
      [["metadata", "lables"], {}, "unknown-field"],
    ],
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    spec: {
      hosts: ["*.wikipedia.org"],
      gateways: ["mesh"],
      tls: [
        {
          match: [{ sniHosts: ["*.wikipedia.org"], port: 443 }],
          route: [{ destination: { host: "g", port: { number: 443 } } }],
        },
      ],
    },
    wrong: [
      [["spec", "tls", 0, "match", 0, "sniHost"], [], "unknown-field"],
      [["spec", "tls", 0, "match", 0], { port: 443 }, "missing-field"],
      [["spec", "http"], [{ redirect: { port: 1, derivePort: "FROM_PROTOCOL_DEFAULT" } }], "exclusive-fields"],
      [["spec", "tls", 0, "route", 0, "weight"], 1.5, "wrong-type"],
    ],
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    spec: {
      selector: { istio: "egressgateway" },
      servers: [
        {
          port: { number: 443, name: "tls", protocol: "TLS" },
          hosts: ["*.wikipedia.org"],
          tls: { mode: "PASSTHROUGH" },
        },
      ],
    },
    wrong: [
      [["spec", "servers", 0, "tls", "mode"], "PASTHROUGH", "not-allowed-value"],
      [["spec", "selector", "istio"], 1, "wrong-type"],
      [["spec", "servers", 0, "port", "number"], 4294967296, "out-of-range"],
    ],
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    spec: {
      host: "istio-egressgateway.istio-system.svc.cluster.local",
      subsets: [
        {
          name: "wikipedia",
          trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: "ISTIO_MUTUAL", sni: "a.b" } }] },
        },
      ],
    },
    wrong: [
      [["spec", "subsets", 0, "trafficPolicy", "tls"], { mode: "MUTUALL" }, "not-allowed-value"],
      [
        ["spec", "trafficPolicy"],
        { loadBalancer: { simple: "RANDOM", consistentHash: { useSourceIp: true } } },
        "exclusive-fields",
      ],
      [["spec", "subsets", 0], { labels: {} }, "missing-field"],
    ],
  },
  {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    spec: {
      workloadSelector: { labels: { istio: "egressgateway" } },
      configPatches: [
        {
          applyTo: "LISTENER",
          match: { context: "GATEWAY" },
          patch: { operation: "ADD", value: { anything: { at: ["all"] } } },
        },
      ],
    },
    wrong: [
      [["spec", "configPatches", 0, "applyTo"], "LISTENERS", "not-allowed-value"],
      [["spec", "configPatches", 0, "patch", "operations"], "ADD", "unknown-field"],
      [["spec", "configPatches", 0, "patch", "value"], "text", "wrong-type"],
    ],
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    spec: { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" }, egress: [{ hosts: ["./*", "istio-system/*"] }] },
    wrong: [
      [["spec", "outboundTrafficPolicy", "mode"], "REGISTRY", "not-allowed-value"],
      [["spec", "egress", 0], {}, "missing-field"],
    ],
  },
  {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    spec: {
      selector: { matchLabels: { istio: "egressgateway" } },
      action: "ALLOW",
      rules: [
        {
          from: [{ source: { principals: ["cluster.local/ns/default/sa/sleep"] } }],
          when: [{ key: "connection.sni", values: ["a.b"] }],
        },
      ],
    },
    wrong: [
      [["spec", "action"], "PERMIT", "not-allowed-value"],
      [["spec", "rules", 0, "when", 0], { values: [] }, "missing-field"],
      [["spec", "targetRef"], { kind: "1x", name: "a" }, "bad-pattern"],
    ],
  },
  {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    spec: { mtls: { mode: "STRICT" } },
    wrong: [
      [["spec", "mtls", "mode"], "ON", "not-allowed-value"],
      [["spec", "portLevelMtls"], {}, "out-of-range"],
    ],
  },
  {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    spec: { accessLogging: [{ providers: [{ name: "envoy" }] }] },
    wrong: [[["spec", "accessLogging", 0, "providers", 0, "nam"], "x", "unknown-field"]],
  },
  {
    apiVersion: "networking.istio.io/v1beta1",
    kind: "ProxyConfig",
    spec: { concurrency: 2, image: { imageType: "distroless" } },
    wrong: [[["spec", "concurrency"], "two", "wrong-type"]],
  },
  {
    apiVersion: "install.istio.io/v1alpha1",
    kind: "IstioOperator",
    spec: {
      profile: "empty",
      components: {
        egressGateways: [{ name: "g", enabled: true, label: { istio: "g" }, k8s: { hpaSpec: { minReplicas: 1 } } }],
      },
      values: { gateways: {} },
    },
    wrong: [
      [["spec", "components", "egressGateway"], [], "unknown-field"],
      [["spec", "components", "egressGateways", 0, "k8s", "resources"], { request: {} }, "unknown-field"],
    ],
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    spec: { gatewayClassName: "istio-waypoint", listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }] },
    wrong: [
      [["spec", "listeners", 0, "port"], 0, "out-of-range"],
      [["spec", "servers"], [], "unknown-field"],
    ],
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "TLSRoute",
    spec: {
      parentRefs: [{ name: "g" }],
      hostnames: ["*.wikipedia.org"],
      rules: [{ backendRefs: [{ name: "b", port: 443 }] }],
    },
    wrong: [
      [["spec", "rules"], [], "out-of-range"],
      [["spec", "hostnames", 0], "*.*.org", "bad-pattern"],
    ],
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1beta1",
    kind: "ReferenceGrant",
    spec: { from: [{ group: "g", kind: "K", namespace: "n" }], to: [{ group: "", kind: "Service" }] },
    wrong: [[["spec", "from", 0], { group: "g", namespace: "n" }, "missing-field"]],
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: podSpec } },
    wrong: [
      [["spec", "replica"], 1, "unknown-field"],
      [["spec", "template", "spec", "containers", 0, "imagePullPolicy"], 1, "wrong-type"],
      [["spec", "selector"], undefined, "missing-field"],
    ],
  },
  { apiVersion: "v1", kind: "Pod", spec: podSpec, wrong: [[["spec", "containers"], {}, "wrong-type"]] },
  {
    apiVersion: "v1",
    kind: "Service",
    spec: { selector: { a: "b" }, ports: [{ name: "tls", port: 443, targetPort: "https" }] },
    wrong: [
      [["spec", "ports", 0, "port"], "443", "wrong-type"],
      [["spec", "ports", 0, "targetPort"], true, "wrong-type"],
      [["spec", "port"], 1, "unknown-field"],
    ],
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
      maxReplicas: 5,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
      ],
    },
    wrong: [[["spec", "targetCPUUtilizationPercentage"], 80, "unknown-field"]],
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    spec: { minAvailable: "50%", selector: { matchLabels: { a: "b" } } },
    wrong: [[["spec", "minAvailable"], true, "wrong-type"]],
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    spec: {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }],
    },
    wrong: [[["spec", "egress", 0, "to", 0, "ipBlock"], { except: [] }, "missing-field"]],
  },
];

/** Kinds whose fields stand at the top. */
export const FLAT_CASES: readonly (readonly [
  manifest: Readonly<Record<string, unknown>>,
  wrong: Readonly<Record<string, unknown>>,
  code: string,
])[] = [
  [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { "nginx.conf": "a" } },
    { data: { a: 1 } },
    "wrong-type",
  ],
  [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "x", labels: { "istio-injection": "enabled" } } },
    { metadata: { name: "x", labels: { a: true } } },
    "wrong-type",
  ],
  [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "x" } }, { automount: true }, "unknown-field"],
  [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "x" },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
    },
    { rules: [{ resources: ["secrets"] }] },
    "missing-field",
  ],
  [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "x" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" },
      subjects: [{ kind: "ServiceAccount", name: "x" }],
    },
    { roleRef: undefined },
    "missing-field",
  ],
];
