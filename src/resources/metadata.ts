import { managedLabels, type ObjectMeta } from "./resource.ts";

/** Where a resource stands and to what it belongs. */
export interface Placement {
  readonly name: string;
  /** `undefined`: the namespace that kubectl is set to. */
  readonly namespace: string | undefined;
  /** The policy or gateway that it belongs to. */
  readonly instance: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Metadata with the labels that every resource of wildegress carries; label keys sorted. */
export function metadata(placement: Placement): ObjectMeta {
  const labels = { ...managedLabels(placement.instance), ...placement.labels };
  return {
    name: placement.name,
    ...(placement.namespace === undefined ? {} : { namespace: placement.namespace }),
    labels: Object.fromEntries(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}
