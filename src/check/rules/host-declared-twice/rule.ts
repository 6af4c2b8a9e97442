import type { MeshService } from "../../../model/istiod/service.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { grouped } from "../../mesh/grouped.ts";
import { canonical } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf } from "../../mesh/refs.ts";

export const hostDeclaredTwice: MeshRule = {
  code: "WE0328",
  id: "host-declared-twice",
  layer: "conflicts",
  level: "warning",
  title: "a host that two ServiceEntries of one namespace declare, not alike",
  why: "istiod knows a host of a namespace once. It takes the older one, or either where none is older, adds the ports of the other only where the rest is alike, and mixes their endpoints",
  fix: "declare the host in one ServiceEntry, with all its ports",
  kinds: [SERVICE_ENTRY],
  *meshProblems({ model }) {
    const external = model.registry.services.filter(
      ({ registry, object }) => registry === "external" && object.kind === "ServiceEntry",
    );
    for (const [, same] of grouped(external, ({ namespace, hostname }) => `${namespace} ${hostname}`)) {
      const [first, ...others] = same;
      for (const other of others) {
        if (first === undefined || other.object === first.object) continue;
        const difference = differs(first, other);
        if (difference === undefined) continue;
        yield {
          at: other.ref,
          says: `${nameOf(first.object)} declares ${other.hostname} too, ${difference}`,
          related: [{ ref: first.ref, words: "the other one" }],
        };
      }
    }
  },
};

/** What keeps two from being put together; undefined where they can be, or are the same. */
function differs(one: MeshService, other: MeshService): string | undefined {
  if (one.resolution !== other.resolution) return "with another resolution";
  if (canonical([...one.exportTo].sort()) !== canonical([...other.exportTo].sort())) return "with another exportTo";
  if (canonical(one.selector ?? null) !== canonical(other.selector ?? null)) return "with another workloadSelector";
  if (canonical(one.object.labels) !== canonical(other.object.labels) && portsDiffer(one, other))
    return "with other labels and ports";
  const shared = one.ports.filter(({ number }) => other.ports.some((port) => port.number === number));
  if (shared.some((port) => other.ports.some((its) => its.number === port.number && its.protocol !== port.protocol)))
    return "with another protocol on the same port";
  const ends = (service: MeshService) => canonical(service.endpoints.map(({ address, ports }) => [address, ports]));
  return ends(one) === ends(other) ? undefined : "with other endpoints";
}

function portsDiffer(one: MeshService, other: MeshService): boolean {
  const numbers = ({ ports }: MeshService) =>
    ports
      .map(({ number }) => number)
      .sort()
      .join();
  return numbers(one) !== numbers(other);
}
