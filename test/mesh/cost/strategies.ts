import { NGINX } from "../cases/sni-proxy-nginx.ts";
import { FOR_RELEASE, GATEWAY, WIKIPEDIA } from "../cases/usual.ts";
import type { Subject } from "./subject.ts";

const TLS = [...FOR_RELEASE, ...WIKIPEDIA];
const SINGLE_HOST = [...TLS, ...GATEWAY, "--strategy", "single-host", "--via", "www.wikipedia.org"];
export const ENVOY = [...TLS, ...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "envoy"];

/** Side by side. */
export const STRATEGIES: readonly Subject[] = [
  { name: "direct", gen: [...TLS, "--strategy", "direct"] },
  { name: "dynamic-dns", gen: [...TLS, "--strategy", "dynamic-dns"] },
  { name: "single-host", gen: SINGLE_HOST, origin: "www" },
  { name: "single-host, no mTLS", gen: [...SINGLE_HOST, "--no-mtls"], origin: "www" },
  { name: "sni-proxy, nginx", gen: [...TLS, ...NGINX] },
  { name: "sni-proxy, nginx, no mTLS", gen: [...TLS, ...NGINX, "--no-mtls"] },
  { name: "sni-proxy, Envoy", gen: ENVOY },
  { name: "sni-proxy, Envoy, no mTLS", gen: [...ENVOY, "--no-mtls"] },
];
