import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";

/** Ports that are treated alike. */
export interface PortClass {
  /** `443`, `8000-8999`, or `other`: every port that has no class of its own. */
  readonly text: string;
  readonly example: number;
}

/** Stands for every port that has no class of its own. */
export const OTHER_PORTS = "other";

const LAST = 65_535;

/** Every port that something listens on, and what is between them: in one where no NetworkPolicy parts them. */
export function portClasses(
  listened: readonly number[],
  bounds: readonly (readonly [first: number, last: number])[],
): PortClass[] {
  const single = new Set([...listened, ...bounds.flatMap(([first, last]) => (first === last ? [first] : []))]);
  const cuts = new Set([
    1,
    ...bounds.filter(([first, last]) => first !== last).flatMap(([first, last]) => [first, last + 1]),
  ]);
  const starts = [...cuts].filter((cut) => cut <= LAST).sort((one, other) => one - other);
  const rest = starts.flatMap((first, index) => {
    const last = (starts[index + 1] ?? LAST + 1) - 1;
    let example = last;
    while (example >= first && single.has(example)) example--;
    return example < first ? [] : [{ text: starts.length === 1 ? OTHER_PORTS : `${first}-${last}`, example }];
  });
  return [
    ...[...single].sort((one, other) => one - other).map((port) => ({ text: String(port), example: port })),
    ...rest,
  ];
}

/** Ports of the services that a workload sees, and of its Sidecar's own listeners. */
export function listenedPorts(proxy: MeshProxy, model: MeshModel): number[] {
  const ports = model
    .scope(proxy)
    .listeners.flatMap(({ port, services }) =>
      port === undefined ? services.flatMap((service) => service.ports.map(({ number }) => number)) : [port.number],
    );
  return [...new Set(ports)].sort((one, other) => one - other);
}
