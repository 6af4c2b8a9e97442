import type { World } from "../model/world/world.ts";
import type { Client } from "./connection.ts";

interface PodSpec {
  readonly serviceAccountName?: string;
}

interface Templated {
  readonly template?: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec?: PodSpec;
  };
}

const WORKLOAD_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

/**
 * The client that a user names as `namespace/name`: a Pod of that name, else a workload (Deployment…), else a pod that runs as the service
 * account of that name. Where nothing of that name was read, service account and label `app` are taken to be `name`, and `assumed` says so.
 */
export function clientNamed(
  text: string,
  world: World,
): { readonly client: Client; readonly assumed: string | undefined } {
  const slash = text.indexOf("/");
  const namespace = slash < 0 ? "default" : text.slice(0, slash);
  const name = text.slice(slash + 1);
  const client = (labels: Client["labels"], serviceAccount: string): { client: Client; assumed: undefined } => ({
    client: { namespace, name, serviceAccount, labels },
    assumed: undefined,
  });
  const pods = world.of<PodSpec>("Pod").filter((pod) => pod.namespace === namespace);
  const pod = pods.find((one) => one.name === name) ?? pods.find(({ spec }) => spec.serviceAccountName === name);
  if (pod !== undefined) return client(pod.labels, pod.spec.serviceAccountName ?? "default");
  for (const kind of WORKLOAD_KINDS) {
    const workload = world.of<Templated>(kind).find((one) => one.namespace === namespace && one.name === name);
    if (workload === undefined) continue;
    const { template } = workload.spec;
    return client(template?.metadata?.labels ?? {}, template?.spec?.serviceAccountName ?? "default");
  }
  return {
    client: { namespace, name, serviceAccount: name, labels: { app: name } },
    assumed: `no pod or workload ${name} was read in namespace ${namespace}: its service account is taken to be ${name}, its labels app=${name}`,
  };
}
