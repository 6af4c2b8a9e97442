import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { Client } from "../connection.ts";
import type { DecidedBy } from "../result.ts";
import { ANY_ADDRESS, policyClasses } from "./addresses.ts";
import { explain, judgeName } from "./judge.ts";
import { portTexts } from "./port-texts.ts";
import { portClasses } from "./ports.ts";
import type { AroundLine, ReachReport } from "./report.ts";

/** Stands for any name; nobody has it. */
const NAME = "any-name.invalid";

/** What a client reaches that keeps its traffic from its sidecar. */
export function aroundSidecar(client: Client, proxy: MeshProxy, model: MeshModel): ReachReport["around"] {
  const ports = portClasses([], model.policyBounds(proxy).ports);
  const policies: DecidedBy[] = [];
  const reached = [ANY_ADDRESS, ...policyClasses(proxy, model)].map((address) => {
    const outcomes = new Map<string, string[]>();
    for (const port of ports) {
      const asking = {
        from: client,
        port: port.example,
        protocol: "tcp",
        address: address.example,
        around: "straight",
      } as const;
      const { kind } = judgeName(NAME, NAME, asking, model).value;
      if (kind === "blocked") policies.push(...explain(NAME, "/", asking, model).flatMap((hop) => hop.decidedBy ?? []));
      else outcomes.set(kind, [...(outcomes.get(kind) ?? []), port.text]);
    }
    return { address: address.text, outcomes };
  });
  const [any, ...others] = reached;
  // Where every address is let out, a range that is let out is no news.
  const news = others.filter(
    ({ outcomes }) => JSON.stringify([...outcomes]) !== JSON.stringify([...(any?.outcomes ?? [])]),
  );
  const lines = [...(any === undefined ? [] : [any]), ...news].flatMap(({ address, outcomes }) =>
    [...outcomes].flatMap(([kind, texts]): AroundLine[] =>
      kind === "reached" || kind === "unknown" ? [{ address, ports: portTexts(texts, ports), outcome: kind }] : [],
    ),
  );
  return { reached: lines, gateways: gatewaysNear(proxy, model), networkPolicies: unique(policies) };
}

/** Gateways with a port that the pod may dial. */
function gatewaysNear(proxy: MeshProxy, model: MeshModel): string[] {
  const near = model.workloads.all.filter((pod) => {
    if (pod.role !== "gateway") return false;
    const ports = model.registry.services.flatMap((service) =>
      service.namespace === pod.namespace
        ? service.ports.flatMap((port) =>
            model.workloads.behind(service, port, undefined).filter(({ workload }) => workload === pod.name),
          )
        : [],
    );
    return ports.some(
      ({ port }) => model.networkPolicies(proxy, { address: pod.address, port, pod }).allowed !== false,
    );
  });
  return [...new Set(near.map(({ name }) => name))].sort();
}

/** Each resource once, where it decides first. */
export function unique(places: readonly DecidedBy[]): DecidedBy[] {
  const first = new Map<string, DecidedBy>();
  for (const place of places) {
    const key = `${place.kind} ${place.namespace}/${place.name}`;
    if (!first.has(key)) first.set(key, place);
  }
  return [...first.values()];
}
