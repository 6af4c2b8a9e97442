import type { EnvoyFilterSpec } from "../../resources/types/envoy-filter.generated.ts";
import { envoyTypesOf } from "../../schema/envoy-types.ts";
import type { Repair } from "../../schema/repair.ts";
import type { Path, RuleSubject } from "../rule.ts";
import { checkedPatches } from "./envoy-patches.ts";
import { PatchReader } from "./patch-reader.ts";
import { untypedExtensions } from "./patch-untyped.ts";

/** What istiod makes of something in patch.value that it does not read as it stands. */
export interface PatchFault {
  /**
   * `value` and `type`: it refuses the whole; `field`: it warns, and drops the field; `choice`: it drops the field in silence;
   * `untyped`: it warns of an extension that has a name and no configuration.
   */
  readonly kind: "value" | "type" | "field" | "choice" | "untyped";
  readonly path: Path;
  readonly part?: "key";
  readonly says: string;
  readonly why?: string;
  readonly fix?: string;
  readonly repair?: Repair;
  readonly related?: readonly { readonly path: Path; readonly words: string }[];
}

/** What a patch is read into (BuildXDSObjectFromStruct in istio pkg/config/xds/xds.go). */
const OBJECTS: Readonly<Record<string, string>> = {
  CLUSTER: "envoy.config.cluster.v3.Cluster",
  LISTENER: "envoy.config.listener.v3.Listener",
  ROUTE_CONFIGURATION: "envoy.config.route.v3.RouteConfiguration",
  FILTER_CHAIN: "envoy.config.listener.v3.FilterChain",
  HTTP_FILTER: "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
  NETWORK_FILTER: "envoy.config.listener.v3.Filter",
  VIRTUAL_HOST: "envoy.config.route.v3.VirtualHost",
  HTTP_ROUTE: "envoy.config.route.v3.Route",
  EXTENSION_CONFIG: "envoy.config.core.v3.TypedExtensionConfig",
  BOOTSTRAP: "envoy.config.bootstrap.v3.Bootstrap",
  LISTENER_FILTER: "envoy.config.listener.v3.ListenerFilter",
};

/** Rules ask for the same EnvoyFilter one after the other. */
let last:
  | { readonly spec: EnvoyFilterSpec; readonly release: string; readonly faults: readonly PatchFault[] }
  | undefined;

/** What istiod has against the values of an EnvoyFilter's patches: it reads each into Envoy's protobuf types. */
export function patchFaults(subject: RuleSubject<EnvoyFilterSpec>): readonly PatchFault[] {
  const { spec, release } = subject;
  if (last?.spec !== spec || last.release !== release.name) {
    last = { spec, release: release.name, faults: [...faultsOf(subject)] };
  }
  return last.faults;
}

function* faultsOf({ spec, release, has }: RuleSubject<EnvoyFilterSpec>): Generator<PatchFault> {
  const patches = checkedPatches(spec).filter(({ patch: { patch: change } }) => change?.value !== undefined);
  const types = patches.length === 0 ? undefined : envoyTypesOf(release);
  if (types === undefined) return;
  for (const { patch, path: at } of patches) {
    const object = OBJECTS[patch.applyTo ?? ""];
    if (object === undefined) continue;
    const path = [...at, "patch", "value"];
    const reader = new PatchReader(types, { oldTypes: has("old-filter-names") });
    const faults = [...reader.message(object, patch.patch?.value, { path, wrap: (says) => says })];
    yield* faults.map((fault) => ({ ...fault, says: fault.kind === "choice" ? fault.says : istiodSays(fault.says) }));
    if (faults.some(({ kind }) => kind === "value" || kind === "type")) continue;
    if (has("admission-typed-config-warned")) yield* untypedExtensions(types, object, patch.patch?.value, path);
  }
}

/** The words around those of the reader (validateEnvoyFilter in istio pkg/config/validation/envoyfilter). */
function istiodSays(words: string): string {
  const says = `Envoy filter: ${words}`;
  if (!says.includes("could not resolve Any message type")) return says;
  const hint = says.includes(".v2.") ? " (hint: try using the v3 XDS API)" : "";
  return `referenced type unknown${hint}: ${says}`;
}
