import type { Plan } from "../plan/plan.ts";
import { readFigures } from "./envoy-clusters.ts";
import type { OpenSource } from "./open-source.ts";
import type { VerifyTools } from "./tools.ts";

const QUICK_MS = 20_000;

/** Why a name that no policy has was reached all the same. */
export interface Leak {
  /** The mesh lets everything out: nothing enforces any list. */
  readonly allowAny: boolean;
  readonly words: string;
  readonly fix: string;
}

/**
 * Asks the source's own sidecar first: what passes by ALLOW_ANY shows up in its PassthroughCluster, wherever the setting comes from
 * (mesh or Sidecar resource). Then the mesh's configuration, which says what is set but not what this workload was given.
 */
export async function explainLeak(
  port: number,
  source: OpenSource,
  plan: Plan,
  istioNamespace: string,
  tools: VerifyTools,
): Promise<Leak> {
  const harden = "add --harden to gen, which closes every other way out";
  if (plan.target.dataPlane === "ambient") {
    return {
      allowAny: true,
      words: "reached, not enforced by the mesh: ztunnel lets out whatever no ServiceEntry names",
      fix: "add --harden-network-policy to gen: in ambient mode only a NetworkPolicy closes the other ways",
    };
  }
  if (source.pod !== undefined && !source.pod.hasSidecar) {
    return {
      allowAny: false,
      words: "reached: the source has no sidecar, so no policy is over it",
      fix: "choose a source in the mesh",
    };
  }
  const mode = await meshMode(plan, istioNamespace, tools);
  if ((await passedThrough(port, source, tools)) || (mode === "ALLOW_ANY" && source.pod === undefined)) {
    return { allowAny: true, words: "reached, not enforced by the mesh: outbound policy ALLOW_ANY", fix: harden };
  }
  const known = mode === undefined ? "the mesh's outbound policy could not be read" : `the mesh is set to ${mode}`;
  return {
    allowAny: false,
    words: `reached, although no policy has it (${known})`,
    fix: `some other ServiceEntry may have it: kubectl get serviceentries -A; ${harden}`,
  };
}

async function passedThrough(port: number, source: OpenSource, tools: VerifyTools): Promise<boolean> {
  if (source.pod === undefined) return false;
  const { namespace, name } = source.pod;
  const args = ["exec", "-n", namespace, name, "-c", "istio-proxy", "--", "pilot-agent", "request", "GET", "clusters"];
  const { code, stdout } = await tools.run("kubectl", args, { timeoutMs: QUICK_MS });
  const figures = code === 0 ? readFigures(stdout, { name: "PassthroughCluster" }, "cx_total") : undefined;
  return [...(figures ?? [])].some(([endpoint, count]) => count > 0 && endpoint.endsWith(`:${port}`));
}

/** `outboundTrafficPolicy.mode` of the mesh; ALLOW_ANY is what Istio takes when nothing is set. */
async function meshMode(plan: Plan, istioNamespace: string, tools: VerifyTools): Promise<string | undefined> {
  const { revision } = plan.gateway;
  const name = revision === undefined || revision === "default" ? "istio" : `istio-${revision}`;
  const args = ["get", "configmap", name, "-n", istioNamespace, "-o", "jsonpath={.data.mesh}"];
  const { code, stdout } = await tools.run("kubectl", args, { timeoutMs: QUICK_MS });
  if (code !== 0) return undefined;
  try {
    const { parse } = await import("yaml");
    const mesh: unknown = parse(stdout, { maxAliasCount: 0 });
    const mode = field(field(mesh, "outboundTrafficPolicy"), "mode");
    return typeof mode === "string" ? mode : "ALLOW_ANY";
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && key in value
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
