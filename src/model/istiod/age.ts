import type { ConfigObject } from "../world/config-object.ts";

type Aged = Pick<ConfigObject, "created" | "name" | "namespace">;

/**
 * Oldest first, as istiod orders what competes. Kubernetes keeps creation times in seconds, so ties are common; then name and namespace
 * decide. Objects of which no creation time is known (files) are taken to be made together.
 *
 * Source: istio pilot/pkg/model/config.go, configCompareByCreationTime.
 */
export function byAge<T extends Aged>(objects: readonly T[]): T[] {
  return [...objects].sort(compareAge);
}

export function compareAge(one: Aged, other: Aged): number {
  return (
    compare(one.created, other.created) || compare(one.name, other.name) || compare(one.namespace, other.namespace)
  );
}

export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
