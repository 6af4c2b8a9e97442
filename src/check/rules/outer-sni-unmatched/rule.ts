import type { FilterChain } from "../../../model/envoy/listener.ts";
import { DESTINATION_RULE, GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { type GatewayLeg, gatewayLegs } from "../../mesh/gateway-legs.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { forwardsSni } from "../../mesh/patched-ways.ts";
import { few, nameOf, refTo } from "../../mesh/refs.ts";

export const outerSniUnmatched: MeshRule = {
  code: "WE0323",
  id: "outer-sni-unmatched",
  layer: "conflicts",
  level: "error",
  title: "a way to a gateway that the gateway does not take so",
  why: "with ISTIO_MUTUAL the sidecar puts TLS of its own around the connection. Its SNI is tls.sni of the DestinationRule, else outbound_.443_.subset_.host, and a server of the gateway must have that name. Without, the SNI is the client's own, and only a server that passes TLS through can take it",
  fix: "set tls.sni of the subset to a host of the ISTIO_MUTUAL server; to a PASSTHROUGH server send without ISTIO_MUTUAL",
  kinds: [DESTINATION_RULE, VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    for (const one of gatewayLegs(mesh)) {
      if (one.tls?.mode === "ISTIO_MUTUAL") {
        // Then the outer SNI is whatever the client asks for.
        if (!forwardsSni(one.leg.proxy, mesh)) yield* mutual(one, one.tls.sni ?? "");
      } else if (one.tls === undefined && one.leg.protocol === "tls") yield* plain(one);
    }
  },
};

function* mutual({ leg, tls, served, listener }: GatewayLeg, sni: string): Generator<MeshProblem> {
  const chain = find(listener, sni);
  const at =
    tls?.ref === undefined ? leg.ref : refTo(tls.ref.object, ...tls.ref.path, ...(sniIsSet(tls.ref) ? ["sni"] : []));
  const servers = served.merged.servers;
  if (chain === undefined) {
    // Whoever keeps the Gateway elsewhere has no server with ISTIO_MUTUAL here.
    if (!servers.some(({ server }) => server.tls?.mode === "ISTIO_MUTUAL")) return;
    const hosts = few(servers.flatMap(({ server }) => server.hosts));
    yield {
      at,
      says: `the sidecar comes to ${leg.host} with SNI ${sni || "of its own"}, and no server there has it: they have ${hosts}`,
      related: servers.slice(0, 3).map(({ ref }) => ({
        ref: refTo(ref.object, ...ref.path, "hosts"),
        words: `a server of ${nameOf(ref.object)}`,
      })),
    };
  } else if (chain.terminates === undefined && chain.match.serverNames.length > 0) {
    yield {
      at,
      says: `the sidecar puts mutual TLS around the connection (SNI ${sni}), and the server for that passes it on as it is`,
      related: serverOf(chain),
    };
  }
}

function* plain({ leg, listener, served }: GatewayLeg): Generator<MeshProblem> {
  for (const written of leg.sniHosts) {
    const sni = written.toLowerCase();
    const chain = find(listener, sni.startsWith("*.") ? `any${sni.slice(1)}` : sni);
    if (chain === undefined) {
      if (served.merged.servers.every(({ server }) => server.tls === undefined)) continue;
      const hosts = few(served.merged.servers.flatMap(({ server }) => server.hosts));
      yield {
        at: leg.ref,
        says: `the client's own SNI ${written} comes to ${leg.host}, and no server there has it: they have ${hosts}`,
        related: served.merged.servers.slice(0, 3).map(({ ref }) => ({
          ref: refTo(ref.object, ...ref.path, "hosts"),
          words: `a server of ${nameOf(ref.object)}`,
        })),
      };
    } else if (chain.terminates?.mode === "ISTIO_MUTUAL") {
      yield {
        at: leg.ref,
        says: `the client's own TLS (SNI ${written}) comes to a server that wants mutual TLS of the mesh`,
        fix: "add a DestinationRule with a subset of mode ISTIO_MUTUAL and an sni of the server, and send to the subset",
        related: serverOf(chain),
      };
    }
  }
}

function find({ index }: GatewayLeg["listener"], serverName: string): FilterChain | undefined {
  return index.find({ address: "", serverName: serverName.toLowerCase(), transport: "tls", applicationProtocols: [] });
}

function serverOf({ ref }: FilterChain) {
  return ref === undefined ? [] : [{ ref, words: `what takes it, in ${nameOf(ref.object)}` }];
}

function sniIsSet({ object, path }: NonNullable<NonNullable<GatewayLeg["tls"]>["ref"]>): boolean {
  const tls = path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    object.value,
  );
  return typeof (tls as { sni?: unknown } | undefined)?.sni === "string";
}
