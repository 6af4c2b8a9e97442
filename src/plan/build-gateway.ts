import type { GatewayRequest, Request, Sourced } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Target } from "../istio/target.ts";
import { isResolverAddress } from "./addresses.ts";
import { cidrTexts } from "./cidr.ts";
import { compareText } from "./host-pattern.ts";
import { refuseBadLabel } from "./kubernetes-label.ts";
import { kubernetesName } from "./kubernetes-name.ts";
import { oneOf } from "./one-of.ts";
import { type GatewayPlan, INSTALL_METHODS, type InstallMethod } from "./plan.ts";

/** The gateway that Istio's own profiles and charts bring. */
const USUAL_NAME = "istio-egressgateway";

/** The one of Istio's docs for an SNI proxy beside it. Whatever wildegress installs is called so: Istio's own gateway must not be replaced. */
const OWN_NAME = "istio-egressgateway-with-sni-proxy";

/**
 * The egress gateway of the plan.
 *
 * @param nginx whether some policy has nginx as its SNI proxy: nginx runs in the gateway's own pod, which no usual gateway has
 * @throws DiagnosticError for values that Kubernetes or Istio would refuse
 */
export function buildGateway(request: Request, target: Target, nginx: boolean): GatewayPlan {
  const asked = request.gateway ?? {};
  const install = installMethod(asked, target, nginx);
  const name =
    asked.name === undefined
      ? nginx || install !== "none"
        ? OWN_NAME
        : USUAL_NAME
      : kubernetesName(asked.name.value, "gateway's Service", asked.name.at, { letterFirst: true });
  return {
    name,
    namespace:
      asked.namespace === undefined
        ? "istio-system"
        : kubernetesName(asked.namespace.value, "namespace", asked.namespace.at),
    selector: selectorOf(asked, name, install),
    port: portOf(asked),
    httpPort: 80,
    api: oneOf(asked.api, ["istio", "gateway-api"], "gateway API") ?? "istio",
    install,
    assumed: install === "none" && asked.name === undefined,
    waypoint: asked.name?.value ?? "waypoint",
    revision:
      asked.revision === undefined ? undefined : kubernetesName(asked.revision.value, "revision", asked.revision.at),
    resolvers: collectErrors(asked.resolver ?? [], resolverOf),
    ipFamily: oneOf(asked.ipFamily, ["ipv4", "ipv6", "both"], "IP family") ?? "ipv4",
    meshCidrs: cidrTexts(asked.meshCidr ?? []),
  };
}

/** nginx needs a gateway with a second container: the output brings one where the release can inject it, so that it works when it is piped on. */
function installMethod(asked: GatewayRequest, target: Target, nginx: boolean): InstallMethod {
  const given = oneOf(asked.install, INSTALL_METHODS, "way to install a gateway");
  if (given !== undefined) return given;
  return nginx && asked.name === undefined && target.has("gateway-injection") ? "manifests" : "none";
}

/** Istio's charts label a gateway's pods `istio: <name without "istio-">`, and `app: <name>`. */
function selectorOf(asked: GatewayRequest, name: string, install: InstallMethod): Record<string, string> {
  if (asked.selector !== undefined) {
    const entries = Object.entries(asked.selector.value);
    if (entries.length === 0) {
      throw new DiagnosticError({
        severity: "error",
        code: "empty-selector",
        what: "the gateway's selector is empty",
        why: "an empty selector means every gateway of the mesh, ingress included",
        fix: "write for example --gateway-selector istio=egressgateway",
        at: asked.selector.at,
      });
    }
    for (const [key, value] of entries) refuseBadLabel(key, value, asked.selector.at);
    return Object.fromEntries(entries.sort(([one], [other]) => compareText(one, other)));
  }
  const istio = name.replace(/^istio-/, "");
  return install === "none" ? { istio } : { app: name, istio };
}

function resolverOf({ value, at }: Sourced<string>): string {
  if (isResolverAddress(value)) return value;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-resolver",
    what: `"${value}" is no DNS server that nginx can ask`,
    why: "it takes an address or a host name, with a port or without; an IPv6 address stands in brackets",
    fix: "write for example --resolver 10.96.0.10, or --resolver '[fd00::a]:53'",
    at,
  });
}

function portOf(asked: GatewayRequest): number {
  const { port } = asked;
  if (port === undefined) return 443;
  if (!Number.isInteger(port.value) || port.value < 1 || port.value > 65_535) {
    throw new DiagnosticError({
      severity: "error",
      code: "port-range",
      what: `gateway port ${port.value} is out of range`,
      why: "ports go from 1 to 65535",
      fix: "give the port of the gateway's Service, usually 443",
      at: port.at,
    });
  }
  return port.value;
}
