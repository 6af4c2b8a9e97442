import type { Request } from "../config/request.ts";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { describeAvailability } from "../istio/capability.ts";
import { ASSUMED_RELEASE, parseRelease } from "../istio/release.ts";
import { makeTarget, type Target } from "../istio/target.ts";
import { parseHostPattern } from "./host-pattern.ts";
import { oneOf } from "./one-of.ts";

/**
 * The mesh that the output is for. Without a release the oldest is assumed that serves the API version v1.
 *
 * @throws DiagnosticError for a release that is not known, or ambient mode on one that has none
 */
export function buildTarget(request: Request): Target {
  const release = request.istio === undefined ? ASSUMED_RELEASE : parseRelease(request.istio.value, request.istio.at);
  const target = makeTarget({
    release,
    releaseKnown: request.istio !== undefined,
    dataPlane: oneOf(request.dataPlane, ["sidecar", "ambient"], "data plane") ?? "sidecar",
    dnsCapture: request.dnsCapture?.value ?? false,
    meshDomain:
      request.meshDomain === undefined ? "cluster.local" : domainOf(request.meshDomain.value, request.meshDomain.at),
  });
  if (target.dataPlane === "ambient" && target.releaseKnown && !target.has("ambient")) {
    throw new DiagnosticError({
      severity: "error",
      code: "no-ambient",
      what: `Istio ${release.name} has no stable ambient mode`,
      why: "waypoints that carry egress came with later releases",
      fix: `use --data-plane sidecar, or upgrade: HTTP needs Istio ${describeAvailability("dynamic-dns-waypoint-http")}, TLS ${describeAvailability("dynamic-dns-waypoint-tls")}`,
      at: request.dataPlane?.at,
    });
  }
  return target;
}

function domainOf(text: string, at: Origin): string {
  // A mesh's domain may be a single label, which no host outside can be.
  const { wildcard, base } = text.includes(".") ? parseHostPattern(text, at) : parseHostPattern(`mesh.${text}`, at);
  if (wildcard) {
    throw new DiagnosticError({
      severity: "error",
      code: "bad-mesh-domain",
      what: `"${text}" is not the DNS domain of a cluster`,
      why: "a cluster has one domain, and Services have their names below it",
      fix: "write for example --mesh-domain cluster.local",
      at,
    });
  }
  return text.includes(".") ? base : base.slice("mesh.".length);
}
