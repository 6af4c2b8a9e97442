import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { World } from "../../model/world/world.ts";
import type { Client } from "../connection.ts";
import { aroundSidecar } from "./around.ts";
import { judgeName } from "./judge.ts";
import { toLines } from "./merge.ts";
import { notFollowed } from "./not-followed.ts";
import { listenedPorts, OTHER_PORTS, portClasses } from "./ports.ts";
import type { ReachReport } from "./report.ts";
import { surveyPort } from "./survey.ts";

/** Everything that a workload may reach outside the mesh: every port, protocol, name and address that the model tells apart. */
export function exposureOf(client: Client, model: MeshModel, world: World): ReachReport {
  const { settings } = model;
  const proxy: MeshProxy = {
    ...{ kind: "sidecar", namespace: client.namespace, name: `${client.namespace}/${client.name}` },
    ...{ labels: client.labels, serviceAccount: client.serviceAccount, dnsCapture: settings.target.dnsCapture },
  };
  const ports = portClasses(listenedPorts(proxy, model), model.policyBounds(proxy).ports);
  const findings = ports.flatMap((port) => surveyPort(port, client, proxy, model));
  const { reached, unknown } = toLines(findings, ports, proxy, model);
  const untold = notFollowed(proxy, model, world);
  const services = model.scope(proxy).listeners.flatMap((listener) => listener.services);
  return {
    clients: [client],
    allowAny: letsOutAll(client, ports.at(-1)?.example ?? 0, model),
    namedPorts: ports.map(({ text }) => text).filter((text) => text !== OTHER_PORTS),
    reached,
    unknown: [...unknown, ...untold],
    around: aroundSidecar(client, proxy, model),
    inCluster: new Set(
      services
        .filter(({ registry, assumed }) => registry === "kubernetes" && !assumed)
        .map(({ hostname }) => hostname)
        .filter((hostname) => !untold.some(({ name }) => name === hostname)),
    ).size,
    assumptions: [
      ...model.assumed.words,
      ...(reached.some(({ networkPolicies }) => networkPolicies.length > 0)
        ? ["the cluster's network plugin enforces NetworkPolicies"]
        : []),
    ],
  };
}

/** Bytes of no known protocol, to a port that nothing listens on: let out only where everything is. */
function letsOutAll(from: Client, port: number, model: MeshModel): boolean {
  const asking = { from, port, protocol: "tcp", address: undefined, around: undefined } as const;
  return judgeName("any-name.invalid", "any-name.invalid", asking, model).value.kind === "reached";
}
