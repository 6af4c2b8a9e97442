import { baseObjects, runningStatus } from "../mesh/lab/base-objects.ts";
import { WORKLOADS } from "../mesh/lab/topology.ts";
import type { KubernetesObject } from "./observation.ts";

/** The test mesh's own Services and Pods, as its API server would give them back. */
export function labObjects(): readonly KubernetesObject[] {
  return baseObjects().map((object) => {
    const { kind, metadata } = object;
    const workload = WORKLOADS.find(({ pod, namespace }) => pod === metadata.name && namespace === metadata.namespace);
    return kind === "Pod" && workload ? { ...object, status: runningStatus(workload) } : object;
  });
}
