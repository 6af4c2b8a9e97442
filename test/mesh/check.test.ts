import { existsSync, readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { RULES } from "../../src/check/rules/registry.ts";
import { CHECK_CASES, type CheckCase, type CheckProbe, NOT_ON_A_MESH } from "./check/cases.ts";
import { kubectl, kubectlOk } from "./lab/cluster.ts";
import { apiVersionOf, lacking } from "./lab/release.ts";
import { CLIENTS, OTHER_GATEWAY } from "./lab/topology.ts";
import { sleep } from "./lab/wait.ts";
import { chainsOf, takeConfigDump } from "./matrix/config-dump.ts";
import { complaintsSoFar, rejectionsSince } from "./matrix/rejections.ts";
import { itemsOf } from "./matrix/run-case.ts";
import { type Applied, settle } from "./matrix/settle.ts";
import { stopAgents } from "./probe/agent.ts";
import { describeOutcome } from "./probe/probe.ts";
import { makeRequests } from "./probe/run-probes.ts";

afterAll(stopAgents);

let manifests = "";
let applied: readonly Applied[] = [];

afterEach(async () => {
  if (manifests === "") return;
  await kubectl(["delete", "--ignore-not-found", "--wait=true", "-f", "-"], manifests);
  await settle([], applied);
  manifests = "";
});

it("every rule about conflicts is shown here, or it is said why not", () => {
  const shown = [...CHECK_CASES.map(({ rule }) => rule), ...Object.keys(NOT_ON_A_MESH)].sort();
  const wanted = RULES.filter(({ layer }) => layer === "conflicts").map(({ id }) => id);
  expect(shown).toEqual([...wanted].sort());
});

/** Those that the release can do at all. */
const POSSIBLE = CHECK_CASES.filter(({ needs }) => lacking(needs).length === 0);

describe.each(POSSIBLE.map((one) => [one.rule, one] as const))("%s", (_, one) => {
  it("does the harm that the rule speaks of", async () => {
    expect(await outcomes(one, "bad.yaml")).toEqual(expected(one, "bad"));
  });

  it("does none in the right form", async () => {
    expect(await outcomes(one, "ok.yaml")).toEqual(expected(one, "ok"));
  });
});

/** Ports of listeners that cases look for. */
const PORTS = [443, 8443, 20443];

interface Observed {
  readonly probes: readonly unknown[];
  readonly refusedByEnvoy: boolean;
  readonly hasListener: boolean;
}

function expected({ probes = [], nack, listener }: CheckCase, which: "bad" | "ok"): Observed {
  return {
    probes: probes.map((probe) => expect.stringMatching(oneOf(probe[which]))),
    refusedByEnvoy: which === "bad" && nack === true,
    hasListener: which === "bad" && listener !== undefined,
  };
}

function oneOf(outcome: CheckProbe["bad"]): RegExp {
  const all = Array.isArray(outcome) ? outcome : [outcome];
  return new RegExp(`^(?:${all.map(describeOutcome).join("|")})$`);
}

/** Applies a fixture, and says what the clients come to. */
async function outcomes(
  { rule, more, without, inTurn, probes = [], listener }: CheckCase,
  file: string,
): Promise<Observed> {
  const path = `test/check/rules/${rule}/${file}`;
  expect(existsSync(path)).toBe(true);
  const texts = [readFileSync(path, "utf8"), ...(more === undefined ? [] : [more])];
  const items = texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Applied | null))
    .filter((item) => item !== null)
    .filter(({ kind, metadata }) => !without?.(kind, metadata.namespace ?? "default"))
    .map(asServed)
    .map(withMarker);
  manifests = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const before = await complaintsSoFar();
  applied = await apply(inTurn ? items.map((item) => [item]) : [items]);
  await settle(applied);
  const made = await makeRequests(probes.map(({ call, who = "sleep", ok }) => ({ who, what: rule, call, expect: ok })));
  const tried = await made.judge();
  const dumped = listener && (await takeConfigDump(listener.at === "sleep" ? CLIENTS.sleep : OTHER_GATEWAY));
  // Of listeners that are there; those of the case before may still drain.
  const chains = dumped === undefined ? "" : chainsOf(dumped, PORTS).join("\n");
  return {
    probes: tried.map(({ outcome }) => (outcome === undefined ? "not known" : describeOutcome(outcome))),
    refusedByEnvoy: (await rejectionsSince(before)).length > 0,
    hasListener: listener?.text.test(chains) === true,
  };
}

async function apply(groups: readonly (readonly Applied[])[]): Promise<readonly Applied[]> {
  const made: Applied[] = [];
  for (const [index, items] of groups.entries()) {
    if (index > 0) await sleep(1100);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    made.push(...itemsOf(await kubectlOk(["apply", "-o", "json", "-f", "-"], list)));
  }
  return made;
}

/** The fixtures are in the words of the newest release. */
function asServed(item: Applied): Applied {
  return item.apiVersion.includes(".istio.io/") ? { ...item, apiVersion: apiVersionOf(item.kind) } : item;
}

/** What settle waits for must come through a Sidecar as well. */
function withMarker(item: Applied & { spec?: { egress?: { hosts: string[] }[] } }): Applied {
  if (item.kind === "Sidecar") item.spec?.egress?.[0]?.hosts.push("default/*.marker.example");
  return item;
}
