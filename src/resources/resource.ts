/** A Kubernetes object, as plain data. Key order is the order in the output. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Where a resource belongs, in the order in which it is safe to apply: whatever receives traffic comes before what sends it there,
 * and what closes other ways comes last. Deleting goes the other way round.
 */
export const PARTS = ["install", "gateway", "client", "harden"] as const;
export type Part = (typeof PARTS)[number];

/** A manifest and what is to be said of it. */
export interface Resource {
  readonly manifest: KubernetesObject;
  readonly part: Part;
  /** One sentence for `--comments`: why it is there. */
  readonly why: string;
}

/** Labels that every resource of wildegress carries: one stable set, so that `kubectl apply --prune -l` and `clean` find them. */
export function managedLabels(instance: string): Record<string, string> {
  return {
    "app.kubernetes.io/instance": instance,
    "app.kubernetes.io/managed-by": "wildegress",
    "app.kubernetes.io/part-of": "wildegress",
  };
}
