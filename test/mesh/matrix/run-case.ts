import { parseAllDocuments } from "yaml";
import { kubectl, kubectlOk } from "../lab/cluster.ts";
import { lacking } from "../lab/release.ts";
import { WORKLOADS } from "../lab/topology.ts";
import { refused } from "../probe/probe.ts";
import { makeRequests, type Tried } from "../probe/run-probes.ts";
import type { MeshCase } from "./case.ts";
import { takeConfigDump } from "./config-dump.ts";
import { wildegress, wildegressToEnd } from "./generate.ts";
import { startNginx } from "./nginx.ts";
import { complaintsSoFar, istiodSince, rejectionsSince } from "./rejections.ts";
import { type Applied, settle } from "./settle.ts";
import { untouchedGateway } from "./untouched.ts";
import { deleteWaypointOf } from "./waypoint-serves.ts";

export interface CaseRun {
  readonly meshCase: MeshCase;
  /** Why the API server or istiod's webhook refused it; then nothing was tried. */
  readonly refusedByServer?: string;
  /** What `gen` said where the release lacks what the case needs; then nothing else was tried. */
  readonly refusedByGen?: string;
  readonly tried: readonly Tried[];
  /** Configurations while the policy was there, by network namespace: of every proxy. */
  readonly dumps: ReadonlyMap<string, string>;
  /** What istiod wrote since the case began: its complaints, and its last push to each proxy. */
  readonly istiodLog: readonly string[];
  /** What is wrong besides what the clients came to. */
  readonly problems: readonly string[];
}

/** Changes the generated manifests before they are applied. */
export type Mutation = (manifests: Manifest[]) => Manifest[];
export type Manifest = Applied & { data?: Record<string, string> };

/** Applies, tries, deletes, and looks whether anything is left. */
export async function runCase(meshCase: MeshCase, mutation?: Mutation): Promise<CaseRun> {
  const reasons = [...lacking(meshCase.needs), ...(meshCase.refusal ? [meshCase.refusal] : [])];
  if (reasons.length > 0) return refusalOf(meshCase, reasons);
  const generated = await wildegress(["gen", "--quiet", ...meshCase.gen], meshCase.input);
  const yaml = meshCase.also ? `${generated}---\n${JSON.stringify(meshCase.also)}\n` : generated;
  const manifests = mutation ? mutated(yaml, mutation) : yaml;
  const before = await complaintsSoFar();
  const other = await untouchedGateway();
  const problems: string[] = [];
  const dumps = new Map<string, string>();
  let applied: readonly Applied[] = [];
  let istiodLog: readonly string[] = [];
  const open: { judge?: () => Promise<readonly Tried[]>; stopNginx?: (() => Promise<void>) | undefined } = {};
  try {
    const apply = await kubectl(["apply", "-o", "json", "-f", "-"], manifests);
    if (apply.code !== 0) {
      const istiodLog = await istiodSince(before);
      return { meshCase, refusedByServer: apply.stderr, tried: [], dumps, istiodLog, problems };
    }
    applied = itemsOf(apply.stdout);
    open.stopNginx = await startNginx(applied);
    await settle(applied);
    problems.push(...(await other.differences()).map((line) => `${line}, while the policy was there`));
    open.judge = (await makeRequests(meshCase.probes)).judge;
    istiodLog = await istiodSince(before);
    for (const one of WORKLOADS) dumps.set(one.netns, await takeConfigDump(one));
  } finally {
    await kubectl(["delete", "--ignore-not-found", "--wait=true", "-f", "-"], manifests);
    await deleteWaypointOf(applied);
    await settle([], applied);
    await open.stopNginx?.();
  }
  const tried = await open.judge();
  problems.push(...(await rejectionsSince(before)), ...(await leftOver()), ...(await stillOpen(meshCase)));
  return { meshCase, tried, dumps, istiodLog, problems };
}

/** `gen` must refuse, write nothing, and say why: for a release, from which one on it would do it. */
async function refusalOf(meshCase: MeshCase, reasons: readonly string[]): Promise<CaseRun> {
  const { code, stdout, stderr } = await wildegressToEnd(["gen", ...meshCase.gen], meshCase.input);
  const problems = [
    ...(code === 2 && stdout === "" ? [] : [`gen ended with ${code}, and should have refused`]),
    ...reasons.filter((reason) => !stderr.includes(reason)).map((reason) => `gen does not say "${reason}": ${stderr}`),
  ];
  return { meshCase, refusedByGen: stderr, tried: [], dumps: new Map(), istiodLog: [], problems };
}

function mutated(yaml: string, mutation: Mutation): string {
  const manifests = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: mutation(manifests) });
}

export function itemsOf(json: string): readonly Applied[] {
  const read = JSON.parse(json) as Applied & { items?: Applied[] };
  return read.items ?? [read];
}

const KINDS = [
  "configmaps,serviceentries.networking.istio.io,virtualservices.networking.istio.io,gateways.networking.istio.io",
  "destinationrules.networking.istio.io,envoyfilters.networking.istio.io,sidecars.networking.istio.io",
  "authorizationpolicies.security.istio.io,gateways.gateway.networking.k8s.io,tlsroutes.gateway.networking.k8s.io",
  "networkpolicies",
].join(",");

/** Objects of ours that are still there. */
export async function leftOver(): Promise<readonly string[]> {
  const label = "app.kubernetes.io/part-of=wildegress";
  const left = await kubectlOk(["get", KINDS, "-A", "-l", label, "-o", "name", "--ignore-not-found"]);
  return left
    .split("\n")
    .filter(Boolean)
    .map((name) => `${name} is left`);
}

/** Once all is deleted, a request that went through must be refused where it begins. */
async function stillOpen({ probes }: MeshCase): Promise<readonly string[]> {
  const went = probes.find(({ expect, call }) => "reached" in expect && !call.aroundSidecar && !call.tunnel);
  if (!went) return [];
  const [after] = await (await makeRequests([{ ...went, expect: refused("sidecar") }])).judge();
  return after?.answer.origin ? [`"${went.what}" is still open after the deletion`] : [];
}
