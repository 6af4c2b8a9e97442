import { visibleIn } from "../../../model/istiod/exports.ts";
import { HostIndex } from "../../../model/istiod/host-index.ts";
import { isWildcard } from "../../../model/istiod/host-name.ts";
import type { MeshService } from "../../../model/istiod/service.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import type { RouteLeg } from "../../mesh/route-legs.ts";

export const dnsCaptureCommonHost: MeshRule = {
  code: "WE0325",
  id: "dns-capture-common-host",
  layer: "conflicts",
  level: "warning",
  title: "a rule for a wildcard that Istio's DNS proxy breaks",
  why: "with DNS capture, a host with resolution DNS gets an address of its own, and the rule for the wildcard stands on the listener of that address alone: every other name meets no listener and is refused (istio#42238)",
  fix: "add a ServiceEntry for the wildcard with resolution NONE where the clients are, and keep the common host's in the gateway's namespace, both with exportTo: [\".\"]",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY],
  *meshProblems(mesh) {
    if (!mesh.has("dns-capture")) return;
    const withAddress = new HostIndex<MeshService>();
    for (const service of mesh.model.registry.services)
      if (service.allocatedAddress !== "" && !isWildcard(service.hostname))
        withAddress.add(service, [service.hostname]);
    for (const leg of mesh.legs) {
      if (leg.gateway !== MESH || leg.protocol !== "tls") continue;
      for (const sni of new Set(leg.sniHosts)) {
        const port = isWildcard(sni) ? leg.listenPorts[0] : undefined;
        const [allocated] = withAddress
          .overlapping(sni)
          .filter(({ exportTo, namespace }) => visibleIn(exportTo, namespace, leg.proxy.namespace));
        if (port === undefined || allocated === undefined) continue;
        if (!hasChain(leg, sni, port, false, mesh) || hasChain(leg, sni, port, true, mesh)) continue;
        const block = leg.ref.path.slice(0, 3);
        yield {
          at: refTo(leg.ref.object, ...block),
          says: `with DNS capture, only ${allocated.hostname} of ${sni} is let through`,
          // Whether there is DNS capture, manifests seldom say.
          ...(mesh.meshConfig.dnsCapture ? {} : { level: "info" as const }),
          related: [
            { ref: allocated.ref, words: `the name with an address of its own, of ${nameOf(allocated.object)}` },
          ],
        };
      }
    }
  },
};

function hasChain(
  { proxy, virtualService }: RouteLeg,
  sni: string,
  port: number,
  dnsCapture: boolean,
  { model }: CheckedMesh,
): boolean {
  const made = model.outboundListener({ ...proxy, dnsCapture }, "0.0.0.0", port);
  const serverName = `any${sni.slice(1)}`.toLowerCase();
  const chain = made?.index.find({ address: "", serverName, transport: "tls", applicationProtocols: [] });
  return chain?.ref?.object === virtualService.object;
}
