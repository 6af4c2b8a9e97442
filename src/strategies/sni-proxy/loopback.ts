import type { NextHop } from "../../gateway-path/next-hop.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../../plan/plan.ts";
import { destinationRule } from "../../resources/destination-rule.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceEntry } from "../../resources/service-entry.ts";

export function loopbackHop({ unit }: PolicyPort): NextHop {
  return { host: unit.loopbackHost, port: unit.loopbackPort };
}

/**
 * The SNI proxy's address on loopback, known to the gateway's namespace only: exported further, every sidecar would get a listener for its port.
 */
export function loopbackService(port: PolicyPort, policy: Policy, plan: Plan): Resource[] {
  const { unit, protocol } = port;
  const place = { namespace: plan.gateway.namespace, instance: policy.name };
  // Behind mutual TLS the gateway moves bytes; without it, HTTP is routed as HTTP.
  const http = protocol === "http" && !policy.mtls;
  return [
    {
      part: "gateway",
      why: "Names the SNI proxy's port on loopback, inside the gateway's own pod.",
      manifest: serviceEntry(
        { ...place, name: resourceName.sniProxy(unit) },
        {
          hosts: [unit.loopbackHost],
          exportTo: ["."],
          location: "MESH_EXTERNAL",
          ports: [{ number: unit.loopbackPort, name: http ? "http" : "tcp", protocol: http ? "HTTP" : "TCP" }],
          resolution: "STATIC",
          endpoints: [{ address: "127.0.0.1" }],
        },
        plan.target.release,
      ),
    },
    {
      part: "gateway",
      why: "The SNI proxy is no part of the mesh: a mesh-wide mutual TLS rule must not reach it.",
      manifest: destinationRule(
        { ...place, name: resourceName.sniProxyDestinationRule(unit) },
        { host: unit.loopbackHost, exportTo: ["."], trafficPolicy: { tls: { mode: "DISABLE" } } },
        plan.target.release,
      ),
    },
  ];
}
