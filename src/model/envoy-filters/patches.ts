import type { EnvoyFilterSpec } from "../../resources/types/envoy-filter.generated.ts";
import { byAge } from "../istiod/age.ts";
import { type MeshProxy, selects } from "../istiod/proxy.ts";
import type { MeshSettings } from "../mesh-settings.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { at, field, text } from "./json.ts";

/** A patch of an EnvoyFilter that reaches a proxy. */
export interface Patch {
  readonly applyTo: string;
  readonly operation: string;
  readonly match: unknown;
  readonly value: unknown;
  readonly ref: FieldRef;
}

/** In the order in which istiod applies them: by priority, the root namespace's first, then by age. */
export function patchesFor(proxy: MeshProxy, world: World, { rootNamespace }: MeshSettings): Patch[] {
  const filters = byAge(world.of<EnvoyFilterSpec>("EnvoyFilter")).filter(
    ({ namespace, spec }) =>
      (namespace === proxy.namespace || namespace === rootNamespace) &&
      spec.targetRefs === undefined &&
      selects(spec.workloadSelector?.labels, proxy.labels),
  );
  const rank = ({ namespace, spec }: ConfigObject<EnvoyFilterSpec>) => [
    spec.priority ?? 0,
    namespace === rootNamespace ? 0 : 1,
  ];
  const sorted = filters
    .map((filter) => ({ filter, rank: rank(filter) }))
    .sort((one, other) => (one.rank[0] ?? 0) - (other.rank[0] ?? 0) || (one.rank[1] ?? 0) - (other.rank[1] ?? 0));
  return sorted.flatMap(({ filter }) =>
    (filter.spec.configPatches ?? [])
      .map((patch, index) => ({
        applyTo: patch.applyTo ?? "",
        operation: patch.patch?.operation ?? "",
        match: patch.match,
        value: patch.patch?.value,
        ref: { object: filter as unknown as ConfigObject, path: ["spec", "configPatches", index] },
      }))
      .filter(({ match }) => forContext(match, proxy)),
  );
}

function forContext(match: unknown, { kind }: MeshProxy): boolean {
  const context = text(match, "context") || "ANY";
  return context === "ANY" || context === (kind === "gateway" ? "GATEWAY" : "SIDECAR_OUTBOUND");
}

const LISTENER_PARTS = new Set(["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER", "LISTENER_FILTER"]);
const ROUTE_PARTS = new Set(["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"]);

/** A patch that changes a listener which istiod makes: what comes of it is not modelled. */
export function changesListener(patches: readonly Patch[], name: string, port: number): Patch | undefined {
  return patches.find(({ applyTo, operation, match }) => {
    if (ROUTE_PARTS.has(applyTo)) return concernsRoutes(match, port);
    if (!LISTENER_PARTS.has(applyTo) || (applyTo === "LISTENER" && operation === "ADD")) return false;
    const wanted = at(match, "listener");
    const wantedPort = Number(field(wanted, "port_number") ?? port);
    const wantedName = text(wanted, "name") || name;
    return wantedPort === port && wantedName === name;
  });
}

function concernsRoutes(match: unknown, port: number): boolean {
  return Number(at(match, "route_configuration", "port_number") ?? port) === port;
}

/** A patch that changes a cluster which istiod makes. */
export function changesCluster(patches: readonly Patch[], name: string): Patch | undefined {
  return patches.find(({ applyTo, operation, match }) => {
    if (applyTo !== "CLUSTER" || operation === "ADD") return false;
    const wanted = at(match, "cluster");
    const [, port, subset, host] = name.split("|");
    const same = (field: string, own: string | undefined) => text(wanted, field) === "" || text(wanted, field) === own;
    const number = Number(field(wanted, "port_number") ?? port);
    return (
      same("name", name) && same("service", host) && same("subset", subset) && (!number || number === Number(port))
    );
  });
}
