import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { makeTarget } from "../../src/istio/target.ts";
import type { MeshSettings } from "../../src/model/mesh-settings.ts";
import type { World } from "../../src/model/world/world.ts";
import type { TraceResult } from "../../src/trace/result.ts";
import { makeTracer, type Tracer } from "../../src/trace/tracer.ts";
import { CLIENTS, type ClientName, NAMES, ORIGINS } from "../mesh/lab/topology.ts";
import type { KubernetesObject, MeshFacts, Observation, Tried } from "./observation.ts";
import { type ObservedOutcome, observedOutcome } from "./observed-outcome.ts";
import { worldOf } from "./world-of.ts";

const ORIGIN_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/** What is known of names: all of the test mesh's, or nothing, as for who has only manifests. */
export type KnownNames = "the mesh's names" | "any name";

/** The test mesh's settings, as a user would tell them to `trace`. */
function settingsOf(facts: MeshFacts, dnsCapture: boolean, names: KnownNames): MeshSettings {
  const target = makeTarget({
    ...{ release: NEWEST_RELEASE, releaseKnown: true, dataPlane: "sidecar", meshDomain: "cluster.local" },
    dnsCapture,
  });
  if (names === "any name") {
    return { ...facts, target, enforcesNetworkPolicies: false, addresses: new Map(), closedWorld: false };
  }
  return {
    ...facts,
    target,
    enforcesNetworkPolicies: false,
    addresses: new Map(Object.entries(NAMES)),
    closedWorld: true,
    listening: new Map(Object.values(ORIGINS).map((address) => [address, ORIGIN_PORTS])),
  };
}

/** Tracers of one configuration: a client whose look-ups Istio's DNS proxy answers has one of its own. */
export function tracersFor(
  objects: readonly KubernetesObject[],
  facts: MeshFacts,
  names: KnownNames = "the mesh's names",
): (who: ClientName) => Tracer {
  return tracersOf(worldOf(objects), facts, names);
}

/** The same of manifests that were read. */
export function tracersOf(
  world: World,
  facts: MeshFacts,
  names: KnownNames = "the mesh's names",
): (who: ClientName) => Tracer {
  const plain = makeTracer(world, settingsOf(facts, false, names));
  const captured = makeTracer(world, settingsOf(facts, true, names));
  return (who) => (CLIENTS[who].dnsCapture ? captured : plain);
}

/** A connection's prediction beside what the mesh did. */
export interface Judged {
  readonly tried: Tried;
  readonly observed: ObservedOutcome;
  readonly predicted: TraceResult;
  /** In what they differ, in words; nothing when the model does not know. */
  readonly differences: readonly string[];
}

export function replay(observation: Observation, base: readonly KubernetesObject[]): readonly Judged[] {
  const tracer = tracersFor([...base, ...observation.objects], observation.settings);
  return observation.attempts.map((tried) => {
    const predicted = tracer(tried.who).trace({
      ...tried.connection,
      address: tried.connection.address,
      tunnel: tried.connection.tunnel,
    });
    const observed = observedOutcome(tried);
    return { tried, observed, predicted, differences: differencesOf(predicted, observed) };
  });
}

/** Words that both Envoy's log and a trace use. */
const COMMON_WORDS = new Set(["BlackHoleCluster", "filter_chain_not_found", "rbac_access_denied", "cluster_not_found"]);

function differencesOf(predicted: TraceResult, observed: ObservedOutcome): readonly string[] {
  if (predicted.outcome === "unknown") return [];
  const compared: [what: string, predicted: unknown, observed: unknown][] = [
    ["outcome", predicted.outcome, observed.outcome],
    ["way", predicted.way, observed.way],
    ["end", predicted.endsAt, observed.endsAt],
  ];
  if (predicted.destination && observed.outcome === "reached") {
    const { address, port, tlsOriginated } = predicted.destination;
    compared.push(["address", address, observed.address], ["port", port, observed.port]);
    compared.push(["TLS of a proxy", tlsOriginated, observed.tlsOriginated ?? tlsOriginated]);
  }
  // The SNI proxy's own listener writes no log; and before a handshake fails, a gateway may have failed to dial.
  const tells = observed.detail !== undefined && predicted.endsAt !== "sni-proxy" && predicted.detail !== "tls_error";
  const told = tells && (observed.detail !== "" || COMMON_WORDS.has(predicted.detail));
  if (told) compared.push(["detail", predicted.detail, observed.detail]);
  const clusters = clustersOf(predicted);
  const seen = observed.clusters.slice(0, clusters.length);
  compared.push(["clusters", clusters.join(" "), seen.join(" ")]);
  return compared
    .filter(([, one, other]) => one !== other)
    .map(([what, one, other]) => `${what}: predicted ${one}, was ${other}`);
}

/** Clusters of the sidecar and of the gateway: the SNI proxy's own listener writes no log, and a cluster that is not there none either. */
function clustersOf({ path, detail }: TraceResult): readonly string[] {
  // A gateway that calls itself has written no line when it dies of it.
  const silent = detail === "loop" ? ["sni-proxy", "gateway"] : ["sni-proxy"];
  const taken = path.filter(({ stage, at }) => stage === "cluster" && !silent.includes(at)).map((hop) => hop.taken);
  return detail === "cluster_not_found" ? taken.slice(0, -1) : taken;
}
