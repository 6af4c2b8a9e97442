import { describe, expect, it } from "vitest";
import { WIKIPEDIA } from "./cases/usual.ts";
import { kubectl } from "./lab/cluster.ts";
import { ISTIO } from "./lab/release.ts";
import { wildegress } from "./matrix/generate.ts";

/** What cannot be tried here, for want of a kubelet, a network plugin or a ztunnel; that the server takes it can. */
const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  "waypoint, ambient": ["--data-plane", "ambient", "--strategy", "waypoint"],
  "waypoint, ambient, TLS and HTTP, --from": [
    ...["--data-plane", "ambient", "--strategy", "waypoint"],
    ...["--port", "443", "--port", "80/http", "--from", "default/sleep"],
  ],
  "the gateway as manifests, with nginx": [
    "--strategy",
    "sni-proxy",
    "--sni-proxy",
    "nginx",
    "--gateway-install",
    "manifests",
  ],
  "the gateway as manifests, with Envoy": [
    "--strategy",
    "sni-proxy",
    "--sni-proxy",
    "envoy",
    "--gateway-install",
    "manifests",
  ],
  "NetworkPolicies and Sidecar": ["--strategy", "dynamic-dns", "--harden"],
  "NetworkPolicies of client and gateway": [
    ...["--strategy", "sni-proxy", "--sni-proxy", "envoy", "--gateway", "istio-egressgateway"],
    ...["--harden", "--allow-namespace", "team-b"],
  ],
};

describe("the API server and istiod's webhook take", () => {
  it.each(Object.entries(REQUESTS))("%s", async (_, flags) => {
    const request = ["--istio", ISTIO, "--namespace", "default", "--quiet", ...WIKIPEDIA, ...flags];
    const yaml = await wildegress(["gen", ...request]);
    const applied = await kubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], yaml);
    expect(applied.code, applied.stderr).toBe(0);
    const taken = applied.stdout.trim().split("\n").length;
    expect(taken).toBe(yaml.split(/^---$/m).length);
  });
});
