import { parseAllDocuments } from "yaml";
import { kubectl, kubectlOk } from "../lab/cluster.ts";
import { wildegress } from "../matrix/generate.ts";
import { startNginx } from "../matrix/nginx.ts";
import { complaintsSoFar, rejectionsSince } from "../matrix/rejections.ts";
import { itemsOf, type Manifest } from "../matrix/run-case.ts";
import { settle } from "../matrix/settle.ts";
import type { Subject } from "./subject.ts";

/** How long things took until the policy was there. */
export interface Arrival {
  /** From the start of `kubectl apply` until every Envoy has it. */
  readonly pushSeconds: number;
  /** From the start of nginx's container until nginx listens; undefined without nginx. */
  readonly nginxSeconds?: number;
}

/**
 * Applies the subject's policy, waits until every Envoy has it, does something, and takes the policy away again.
 *
 * @throws when the server refuses it, or an Envoy does: a number of a policy that is not there says nothing.
 */
export async function withPolicy<T>(subject: Subject, act: (arrival: Arrival) => Promise<T>): Promise<T> {
  if (subject.gen === undefined) return act({ pushSeconds: 0 });
  const manifests = await manifestsOf(subject);
  const before = await complaintsSoFar();
  const start = performance.now();
  const apply = await kubectlOk(["apply", "--server-side", "-o", "json", "-f", "-"], manifests);
  const applied = itemsOf(apply);
  let stopNginx: (() => Promise<void>) | undefined;
  try {
    await settle(applied, [], SETTLE_SECONDS);
    const pushSeconds = secondsSince(start);
    const nginxStart = performance.now();
    stopNginx = await startNginx(applied);
    const nginx = stopNginx ? { nginxSeconds: secondsSince(nginxStart) } : {};
    const rejections = await rejectionsSince(before);
    if (rejections.length > 0) throw new Error(`${subject.name}: ${rejections.join("\n")}`);
    return await act({ pushSeconds, ...nginx });
  } finally {
    await stopNginx?.();
    // kubectl waits for one object after the other; istiod's store tells when all are gone.
    await kubectl(["delete", "--ignore-not-found", "--wait=false", "-f", "-"], manifests);
    await settle([], applied, SETTLE_SECONDS);
  }
}

/** Thousands of domains take longer than a case of the matrix. */
const SETTLE_SECONDS = 600;

async function manifestsOf({ gen = [], input, mutation }: Subject): Promise<string> {
  const yaml = await wildegress(["gen", "--quiet", ...gen], input);
  if (!mutation) return yaml;
  const manifests = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: mutation(manifests) });
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
