import { NGINX } from "../cases/sni-proxy-nginx.ts";
import { FOR_RELEASE, WIKIPEDIA } from "../cases/usual.ts";
import type { Manifest, Mutation } from "../matrix/run-case.ts";
import { edit, kind } from "../mutations.ts";
import { ENVOY } from "./strategies.ts";
import type { Subject } from "./subject.ts";

interface NetworkFilter {
  readonly name: string;
  readonly typed_config: { readonly value?: Record<string, unknown> };
}

interface Listener {
  address: object;
  listener_filters: { typed_config: Record<string, unknown> }[];
  filter_chains: { filters: NetworkFilter[] }[];
  [more: string]: unknown;
}

/** Where the time of Envoy's SNI proxy goes: one thing changed at a time. Not all of them are safe; they are here to be measured. */
export const VARIANTS: readonly Subject[] = [
  { name: "nginx", gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX] },
  { name: "Envoy", gen: ENVOY },
  { name: "… that connects at once", gen: ENVOY, mutation: listener(connectAtOnce) },
  { name: "… that does not judge the address a second time", gen: ENVOY, mutation: listener(noRbac) },
  { name: "… with neither", gen: ENVOY, mutation: listener(connectAtOnce, noRbac) },
  { name: "… behind a UNIX socket", gen: ENVOY, mutation: onUnixSocket },
  { name: "… that peeks 512 bytes first", gen: ENVOY, mutation: listener(peekLittle) },
  { name: "… without access log at the gateway", gen: ENVOY, mutation: (all) => [...all, NO_ACCESS_LOG] },
  { name: "nginx, the pod on one core", gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX], oneCore: true },
  { name: "Envoy, the pod on one core", gen: ENVOY, oneCore: true },
  { name: "Envoy, two workers", gen: ENVOY, proxies: { workers: 2 } },
  { name: "Envoy, ECDSA keys in the mesh", gen: ENVOY, proxies: { keys: "ECDSA" } },
  { name: "Envoy, no mTLS", gen: [...ENVOY, "--no-mtls"] },
];

function listener(...changes: ((listener: Listener) => void)[]): Mutation {
  return edit(kind("EnvoyFilter"), (text) => {
    const manifest = JSON.parse(text) as Manifest;
    const patches = manifest.spec?.configPatches as { applyTo: string; patch: { value: Listener } }[];
    for (const { patch } of patches.filter(({ applyTo }) => applyTo === "LISTENER")) {
      for (const change of changes) change(patch.value);
    }
    return JSON.stringify(manifest);
  });
}

function connectAtOnce({ filter_chains: chains }: Listener): void {
  for (const { typed_config: config } of chains.flatMap(({ filters }) => filters)) {
    delete config.value?.upstream_connect_mode;
    delete config.value?.max_early_data_bytes;
  }
}

function noRbac({ filter_chains: chains }: Listener): void {
  for (const chain of chains) chain.filters = chain.filters.filter(({ name }) => name !== "envoy.filters.network.rbac");
}

function peekLittle({ listener_filters: filters }: Listener): void {
  for (const { typed_config: config } of filters) config.initial_read_buffer_size = 512;
}

/** An abstract one: it belongs to the pod's network, as a port on loopback does. */
function onUnixSocket(manifests: Manifest[]): Manifest[] {
  const path = "@wildegress-wikipedia";
  const moved = listener((one) => {
    one.address = { pipe: { path } };
  })(manifests);
  return edit(kind("ServiceEntry", "istio-system"), (text) =>
    text.replace('"address":"127.0.0.1"', `"address":"unix://${path}"`),
  )(moved);
}

const NO_ACCESS_LOG = {
  apiVersion: "telemetry.istio.io/v1",
  kind: "Telemetry",
  metadata: { name: "no-access-log", namespace: "istio-system" },
  spec: { selector: { matchLabels: { istio: "egressgateway" } }, accessLogging: [{ disabled: true }] },
};
