import { describe, expect, it } from "vitest";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { worldOfText } from "../../src/model/world/read-world.ts";
import type { World } from "../../src/model/world/world.ts";
import type { Connection } from "../../src/trace/connection.ts";
import type { TraceResult, Way } from "../../src/trace/result.ts";
import { ALL_CASES } from "../mesh/cases/all.ts";
import { EGRESS_GATEWAY, ORIGINS } from "../mesh/lab/topology.ts";
import type { MeshCase } from "../mesh/matrix/case.ts";
import { wildegress } from "../mesh/matrix/generate.ts";
import { aroundSidecar, type Call, describeOutcome, type Outcome, type Probe } from "../mesh/probe/probe.ts";
import { clientOf } from "../mesh/trace/connections.ts";
import { labObjects } from "./lab-world.ts";
import type { MeshFacts } from "./observation.ts";
import { tracersOf } from "./replay.ts";

const FACTS: MeshFacts = { outbound: "REGISTRY_ONLY", rootNamespace: "istio-system", trustDomain: "cluster.local" };

/** Not those that `gen` refuses, nor those of waypoints: the model ends where ztunnel begins. */
const CASES = ALL_CASES.filter(({ refusal, probes }) => !refusal && !probes.some(({ call }) => call.hbone));

describe("a trace explains each row of docs/proof.md the way the mesh did it", () => {
  it.each(CASES.map((one) => [`${one.strategy}: ${one.title}`, one] as const))("%s", async (_, meshCase) => {
    const tracer = tracersOf(await worldWith(meshCase), FACTS);
    const answers = meshCase.probes.map((probe) => [probe, tracer(probe.who).trace(connectionOf(probe))] as const);
    const said = answers.map(([{ what, who }, result]) => `${what} (${who}): ${describeOutcome(outcomeOf(result))}`);
    const expected = meshCase.probes.map(({ what, who, expect: row }) => `${what} (${who}): ${describeOutcome(row)}`);
    expect(said, "a case without rows would prove nothing").not.toEqual([]);
    expect(said).toEqual(expected);
    for (const [, result] of answers) expect(result.path.length, JSON.stringify(result)).toBeGreaterThan(0);
  });
});

it("leaves out nothing but waypoints and refusals", () => {
  const left = ALL_CASES.filter((one) => !CASES.includes(one));
  expect(left.filter(({ strategy, refusal }) => strategy !== "waypoint" && !refusal)).toEqual([]);
});

/** The test mesh's own objects and what `gen` prints, read as a user's files are. */
async function worldWith({ gen, input, also }: MeshCase): Promise<World> {
  const yaml = await wildegress(["gen", "--quiet", ...gen], input);
  const objects = [...labObjects(), ...(also ? [also] : [])].map((object) => JSON.stringify(object));
  const text = [yaml, ...objects].join("\n---\n");
  return (await worldOfText(text, "mesh.yaml", { namespace: "default", release: NEWEST_RELEASE.name })).world;
}

function connectionOf({ who, call }: Probe): Connection {
  const { tls, host, port, sni, hostHeader, address } = call;
  return {
    from: clientOf(who),
    ...{ host, port, sni, hostHeader, path: "/", address, protocol: tls ? "tls" : "http" },
    bypassSidecar: aroundSidecar(call),
    tunnel: tunnelOf(call),
  };
}

function tunnelOf({ tunnel }: Call): Connection["tunnel"] {
  return tunnel && { gateway: `${EGRESS_GATEWAY.namespace}/${EGRESS_GATEWAY.pod}`, port: 443, ...tunnel };
}

const BY: Readonly<Record<Way, "nobody" | "sidecar" | "gateway" | "sni-proxy">> = {
  "nothing between": "nobody",
  sidecar: "sidecar",
  gateway: "gateway",
  "gateway and SNI proxy": "sni-proxy",
};

/** A trace's answer in the words of a row. @throws when it has none */
function outcomeOf({ outcome, destination, way, endsAt, says }: TraceResult): Outcome {
  const origin = Object.entries(ORIGINS).find(([, address]) => address === destination?.address);
  if (outcome === "reached" && destination && origin) {
    return { reached: origin[0], port: destination.port, by: BY[way] };
  }
  const hop = { client: "name", sidecar: "sidecar", gateway: "gateway", "sni-proxy": "sni-proxy" } as const;
  if (outcome === "blocked" && endsAt !== "destination") return { refused: hop[endsAt] };
  throw new Error(`${outcome} at ${endsAt}: ${says}`);
}
