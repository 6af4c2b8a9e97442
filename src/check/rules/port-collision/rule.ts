import { at, text } from "../../../model/envoy-filters/json.ts";
import type { FieldRef } from "../../../model/world/config-object.ts";
import { ENVOY_FILTER, GATEWAY } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import { directivesNamed } from "../../mesh/conf-text.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { type PatchGroup, patchGroups } from "../../mesh/patch-groups.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

interface Taken {
  readonly address: string;
  readonly port: number;
  readonly name: string;
  readonly ref: FieldRef;
}

export const portCollision: MeshRule = {
  code: "WE0326",
  id: "port-collision",
  layer: "conflicts",
  level: "error",
  title: "a port of the gateway's pod that is taken already",
  why: "all containers of a pod share its ports. The second listener on one does not start: Envoy refuses it and keeps what it had, nginx ends with \"address in use\". The gateway's own listeners are on 8443 and 8080 in Istio's charts",
  fix: "take another port, and send to it; wildegress takes one from 20000 up for each policy",
  kinds: [ENVOY_FILTER, GATEWAY, "/ConfigMap"],
  *meshProblems(mesh) {
    for (const group of patchGroups(mesh)) yield* amongFilters(group);
    yield* nginxAndGateway(mesh);
  },
};

function* amongFilters({ patches }: PatchGroup): Generator<MeshProblem> {
  const byAddress = new Map<string, Taken>();
  const byName = new Map<string, Taken>();
  for (const { applyTo, operation, value, ref } of patches) {
    if (applyTo !== "LISTENER" || operation !== "ADD") continue;
    const address = text(value, "address", "socket_address", "address");
    const port = Number(at(value, "address", "socket_address", "port_value") ?? 0);
    const name = text(value, "name");
    const socket = refTo(ref.object, ...ref.path, "patch", "value", "address");
    const taken: Taken = { address, port, name, ref: socket };
    const before = port === 0 ? undefined : byAddress.get(`${address}:${port}`);
    const named = name === "" ? undefined : byName.get(name);
    if (before !== undefined) {
      yield {
        at: socket,
        says: `${address}:${port} is taken by another listener of the same pods`,
        related: [{ ref: before.ref, words: `the other one, in ${nameOf(before.ref.object)}` }],
      };
    } else if (named !== undefined) {
      yield {
        at: refTo(ref.object, ...ref.path, "patch", "value", "name"),
        says: `another listener of the same pods has the name ${name}: Envoy takes one of them`,
        related: [{ ref: named.ref, words: `the other one, in ${nameOf(named.ref.object)}` }],
      };
    }
    byAddress.set(`${address}:${port}`, before ?? taken);
    byName.set(name, named ?? taken);
  }
}

function* nginxAndGateway(mesh: CheckedMesh): Generator<MeshProblem> {
  for (const { object, servers, directives, at: place } of mesh.confs) {
    if (object.kind !== "ConfigMap") continue;
    for (const { port } of servers) {
      const pods = mesh.gateways.find(
        ({ proxy, certain, ports }) => certain && proxy.namespace === object.namespace && ports.includes(port),
      );
      const listen = [...directivesNamed(directives, "listen")].find(
        ({ args }) => String(args[0]).split(":").at(-1) === String(port),
      );
      if (pods === undefined || listen === undefined) continue;
      yield {
        at: place(listen),
        says: `port ${port} is the gateway's own: nginx beside ${pods.proxy.name} does not start`,
      };
    }
  }
}
