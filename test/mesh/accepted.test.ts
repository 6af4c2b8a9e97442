import { describe, expect, it } from "vitest";
import type { Capability } from "../../src/istio/capability.ts";
import { WIKIPEDIA } from "./cases/usual.ts";
import { kubectl } from "./lab/cluster.ts";
import { apiVersionOf, ISTIO, lacking } from "./lab/release.ts";
import { wildegress } from "./matrix/generate.ts";

interface Request {
  readonly needs?: readonly Capability[];
  readonly flags: readonly string[];
}

const WAYPOINT = ["--data-plane", "ambient", "--strategy", "waypoint"];
const SNI_PROXY = ["--strategy", "sni-proxy", "--sni-proxy"];

/** What cannot be tried here, for want of a kubelet, a network plugin or a ztunnel; that the server takes it can. */
const REQUESTS: Readonly<Record<string, Request>> = {
  "waypoint, ambient": { needs: ["dynamic-dns-waypoint-tls"], flags: WAYPOINT },
  "waypoint, ambient, TLS and HTTP, --from": {
    needs: ["dynamic-dns-waypoint-tls"],
    flags: [...WAYPOINT, "--port", "443", "--port", "80/http", "--from", "default/sleep"],
  },
  "the gateway as manifests, with nginx": { flags: [...SNI_PROXY, "nginx", "--gateway-install", "manifests"] },
  "the gateway as manifests, with Envoy": {
    needs: ["envoy-sni-proxy"],
    flags: [...SNI_PROXY, "envoy", "--gateway-install", "manifests"],
  },
  "NetworkPolicies and Sidecar": { flags: ["--strategy", "direct", "--harden"] },
  "NetworkPolicies and Sidecar, dynamic DNS": {
    needs: ["dynamic-dns-sidecar"],
    flags: ["--strategy", "dynamic-dns", "--harden"],
  },
  "NetworkPolicies of client and gateway": {
    needs: ["envoy-sni-proxy"],
    flags: [...SNI_PROXY, "envoy", "--gateway", "istio-egressgateway", "--harden", "--allow-namespace", "team-b"],
  },
};

/** A Deployment comes with a PodDisruptionBudget, and Kubernetes of today no longer serves what that of an old Istio does. */
const SERVES_BUDGETS = apiVersionOf("PodDisruptionBudget") === "policy/v1";

describe("the API server and istiod's webhook take", () => {
  const possible = Object.entries(REQUESTS).filter(
    ([, { needs, flags }]) => lacking(needs).length === 0 && (SERVES_BUDGETS || !flags.includes("manifests")),
  );

  it.each(possible)("%s", async (_, { flags }) => {
    const request = ["--istio", ISTIO, "--namespace", "default", "--quiet", ...WIKIPEDIA, ...flags];
    const yaml = await wildegress(["gen", ...request]);
    const applied = await kubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], yaml);
    expect(applied.code, applied.stderr).toBe(0);
    const taken = applied.stdout.trim().split("\n").length;
    expect(taken).toBe(yaml.split(/^---$/m).length);
  });
});
