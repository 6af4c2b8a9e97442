import type { Capability } from "../../../istio/capability.ts";
import type { GatewayServers, GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { socketPath } from "../../admission/addresses.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import { isHttp, isTls, portProblem, protocolOf } from "../../admission/ports.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const serverTlsProtocol = manifestRule<GatewaySpec>({
  code: "WE0164",
  id: "server-tls-protocol",
  layer: "admission",
  level: "error",
  title: "TLS settings that do not fit the protocol of the port",
  why: "HTTPS and TLS need them; on other ports they would not be used, but for a redirect on HTTP",
  fix: "add tls to an HTTPS or TLS server, or take it away from another",
  kinds: [GATEWAY],
  *problems({ spec, has }) {
    for (const [index, server] of entriesOf(spec.servers)) {
      const says = mismatch(server, has);
      const field = server.tls === undefined ? [] : ["tls"];
      if (says !== undefined) yield { path: ["spec", "servers", index, ...field], says };
    }
  },
});

function mismatch(server: GatewayServers, has: (capability: Capability) => boolean): string | undefined {
  const { tls, port } = server;
  const protocol = protocolOf(port.protocol);
  // Of a port that is wrong itself, nothing more is said.
  if (protocol === undefined || port.name === "") return undefined;
  if ((port.targetPort ?? 0) > 0 && has("admission-gateway-target-port-refused")) return undefined;
  const needed = socketPath(server.bind ?? "") === undefined && has("admission-gateway-port-needed");
  const noPort = port.number === 0 && !needed;
  if (!noPort && portProblem(port.number) !== undefined) return undefined;
  if (isTls(protocol)) {
    return tls === undefined ? "server must have TLS settings for HTTPS/TLS protocols" : undefined;
  }
  if (tls === undefined) return undefined;
  if (!isHttp(protocol)) return "server cannot have TLS settings for non HTTPS/TLS ports";
  const passes = tls.mode === undefined || tls.mode === "PASSTHROUGH" || tls.mode === "AUTO_PASSTHROUGH";
  const certificates = [tls.caCertificates, tls.privateKey, tls.serverCertificate].some((file) => file);
  return passes && !certificates ? undefined : "server cannot have TLS settings for plain text HTTP ports";
}
