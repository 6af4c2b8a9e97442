import { EnvironmentError } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { kubectl, kubectlError } from "../programs/kubectl.ts";
import type { SourceRequest } from "./source.ts";
import { identitiesOf, identityFor, identityKey, policyReaches } from "./source.ts";
import { SOURCE_CONTAINER, sourcePod } from "./source-pod.ts";
import { interruptible, type VerifyTools } from "./tools.ts";

const QUICK_MS = 20_000;
const READY_SECONDS = 120;

/** A place that curl runs in. */
export interface OpenSource {
  /** In words, for the report. */
  readonly label: string;
  /** Stands in front of `curl …`. */
  readonly prefix: readonly string[];
  /** `undefined` for a command prefix: nobody knows where that runs. */
  readonly pod: { readonly namespace: string; readonly name: string; readonly hasSidecar: boolean } | undefined;
}

export interface OpenSources {
  /** The source that the policy is for; `undefined` when none is in its namespaces. */
  forPolicy(policy: Policy): OpenSource | undefined;
}

/**
 * Finds or brings the sources, hands them to `use`, and takes away what it brought, whatever happens: an error, or the user who breaks off.
 *
 * @param interrupted rejects when the user breaks off
 * @throws EnvironmentError when there is no such pod, or it does not come up
 */
export async function withSources<T>(
  requests: readonly SourceRequest[],
  plan: Plan,
  tools: VerifyTools,
  interrupted: Promise<never>,
  newSuffix: () => string,
  use: (sources: OpenSources, tools: VerifyTools) => Promise<T>,
): Promise<T> {
  const working = interruptible(tools, interrupted);
  const first = requests[0];
  if (first?.kind === "exec") {
    const source: OpenSource = { label: first.prefix.join(" "), prefix: first.prefix, pod: undefined };
    return await use({ forPolicy: () => source }, working);
  }
  const current = plan.policies.some((policy) => policy.clientNamespaces.includes(undefined))
    ? await currentNamespace(working)
    : undefined;
  if (first?.kind === "deploy") {
    return await withDeployedSources(first, plan, current, { tools, working, newSuffix }, use);
  }
  const found: OpenSource[] = [];
  for (const request of requests) if (request.kind === "pod") found.push(await findPod(request, working));
  const forPolicy = (policy: Policy): OpenSource | undefined =>
    found.find(({ pod }) => pod !== undefined && policyReaches(policy, pod.namespace, current));
  return await use({ forPolicy }, working);
}

async function currentNamespace(tools: VerifyTools): Promise<string> {
  const args = ["config", "view", "--minify", "--output=jsonpath={..namespace}"];
  const said = await kubectl(args, "to learn the namespace that it is set to", tools, { timeoutMs: QUICK_MS });
  return said.trim() === "" ? "default" : said.trim();
}

type PodRequest = Extract<SourceRequest, { kind: "pod" }>;

async function findPod(request: PodRequest, tools: VerifyTools): Promise<OpenSource> {
  const { namespace, selector } = request;
  const args = ["get", "pods", "-n", namespace, "-l", selector, "--field-selector=status.phase=Running", "-o", PODS];
  const listed = await kubectl(args, "to find the source pod", tools, { timeoutMs: QUICK_MS });
  const [name, containers = ""] = (listed.split("\n")[0] ?? "").trim().split(" ");
  if (name === undefined || name === "") {
    throw new EnvironmentError({
      severity: "error",
      code: "source-missing",
      what: `no running pod in namespace "${namespace}" has the labels ${selector}`,
      why: "the requests are made from a pod that is there",
      fix: `look with: kubectl get pods -n ${namespace} --show-labels; or bring one along with --deploy-source`,
      at: { kind: "flag", flag: "--source", value: `${namespace}/${selector}` },
    });
  }
  const names = containers.split(",");
  const container = request.container ?? names.find((each) => each !== "istio-proxy" && each !== "istio-init") ?? "";
  return podSource(namespace, name, container, names.includes("istio-proxy"));
}

/** `name container,container,…` of each pod; sidecars may be init containers. */
const PODS =
  'jsonpath={range .items[*]}{.metadata.name}{" "}{range .spec.containers[*]}{.name}{","}{end}{range .spec.initContainers[*]}{.name}{","}{end}{"\\n"}{end}';

function podSource(namespace: string, name: string, container: string, hasSidecar: boolean): OpenSource {
  return {
    label: `${namespace}/${name}`,
    prefix: ["kubectl", "exec", "-n", namespace, name, "-c", container, "--"],
    pod: { namespace, name, hasSidecar },
  };
}

type DeployRequest = Extract<SourceRequest, { kind: "deploy" }>;

interface Deployment {
  /** Work for as long as there is something to take away. */
  readonly tools: VerifyTools;
  /** Give up when the user breaks off. */
  readonly working: VerifyTools;
  readonly newSuffix: () => string;
}

async function withDeployedSources<T>(
  request: DeployRequest,
  plan: Plan,
  current: string | undefined,
  { tools, working, newSuffix }: Deployment,
  use: (sources: OpenSources, tools: VerifyTools) => Promise<T>,
): Promise<T> {
  const brought: { readonly namespace: string; readonly name: string }[] = [];
  const sources = new Map<string, OpenSource>();
  try {
    for (const identity of identitiesOf(plan)) {
      const namespace = identity.namespace ?? current ?? "default";
      const pod = sourcePod({ ...identity, namespace }, newSuffix(), request.image, plan);
      const { name } = pod.metadata;
      const manifest = await injected(JSON.stringify(pod), request.kubeInject, working);
      brought.push({ namespace, name });
      // Not to be broken off: a creation that is still on its way would come after the removal.
      await kubectl(["create", "-f", "-"], "to create the source pod", tools, {
        input: manifest,
        timeoutMs: QUICK_MS,
      });
      await waitUntilReady(namespace, name, working);
      const hasSidecar = await isInjected(namespace, name, plan, working);
      sources.set(identityKey(identity), podSource(namespace, name, SOURCE_CONTAINER, hasSidecar));
    }
    return await use({ forPolicy: (policy) => sources.get(identityKey(identityFor(policy))) }, working);
  } finally {
    await takeAway(brought, tools);
  }
}

async function injected(manifest: string, kubeInject: boolean, tools: VerifyTools): Promise<string> {
  if (!kubeInject) return manifest;
  const result = await tools.run("istioctl", ["kube-inject", "-f", "-"], { input: manifest, timeoutMs: QUICK_MS });
  if (result.code === 0) return result.stdout;
  const missing = result.failure === "missing";
  throw new EnvironmentError({
    severity: "error",
    code: missing ? "istioctl-missing" : "kube-inject-failed",
    what: missing ? "istioctl is needed for --kube-inject, and there is none" : "istioctl kube-inject failed",
    why: missing ? "no program of that name is in PATH" : `it said: ${result.stderr.trim().slice(0, 400)}`,
    fix: "install the istioctl of the mesh's release, or leave --kube-inject out where injection is automatic",
  });
}

async function waitUntilReady(namespace: string, name: string, tools: VerifyTools): Promise<void> {
  const args = ["wait", "--for=condition=Ready", `pod/${name}`, "-n", namespace, `--timeout=${READY_SECONDS}s`];
  const result = await tools.run("kubectl", args, { timeoutMs: (READY_SECONDS + 10) * 1000 });
  if (result.code === 0) return;
  if (result.failure === "missing") throw kubectlError(args, "to wait for the source pod", result);
  throw new EnvironmentError({
    severity: "error",
    code: "source-not-ready",
    what: `the source pod did not become ready within ${READY_SECONDS} seconds`,
    why: result.stderr.trim().split("\n")[0] || "kubectl did not say why",
    fix: "is the image allowed and within reach (--image)? Is there room for the pod? Else use a pod that is there: --source",
  });
}

async function isInjected(namespace: string, name: string, plan: Plan, tools: VerifyTools): Promise<boolean> {
  if (plan.target.dataPlane === "ambient") return false;
  const args = ["get", "pod", name, "-n", namespace, "-o", CONTAINERS];
  const containers = await kubectl(args, "to see whether the source pod has a sidecar", tools, { timeoutMs: QUICK_MS });
  if (containers.split(",").includes("istio-proxy")) return true;
  throw new EnvironmentError({
    severity: "error",
    code: "source-not-injected",
    what: `the source pod in namespace "${namespace}" got no sidecar`,
    why: "a pod without a sidecar is not under the policies, so its requests would show nothing",
    fix: `label the namespace (kubectl label namespace ${namespace} istio-injection=enabled), or use --kube-inject`,
  });
}

const CONTAINERS =
  'jsonpath={range .spec.containers[*]}{.name}{","}{end}{range .spec.initContainers[*]}{.name}{","}{end}';

/** Tries more than once: a second Ctrl-C of an impatient user reaches kubectl too. */
async function takeAway(
  pods: readonly { readonly namespace: string; readonly name: string }[],
  tools: VerifyTools,
): Promise<void> {
  for (const { namespace, name } of pods) {
    const args = ["delete", "pod", name, "-n", namespace, "--ignore-not-found", "--wait=false"];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const result = await tools.run("kubectl", args, { timeoutMs: QUICK_MS });
      if (result.code === 0) break;
      if (attempt === 3) throw leftBehind(namespace, name, args, result.stderr);
    }
  }
}

function leftBehind(namespace: string, name: string, args: readonly string[], stderr: string): EnvironmentError {
  return new EnvironmentError({
    severity: "error",
    code: "source-left-behind",
    what: `the source pod ${namespace}/${name} could not be taken away`,
    why: stderr.trim().split("\n")[0] || "kubectl did not say why",
    fix: `run: kubectl ${args.join(" ")} (it ends by itself after half an hour, and stays as a completed pod)`,
  });
}
