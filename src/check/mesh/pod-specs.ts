import type { ConfigObject, FieldPath } from "../../model/world/config-object.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import type { ConfText } from "./conf-text.ts";

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsNonRoot?: boolean };
}

/** The pods of a manifest, as far as rules look at them. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly volumes?: readonly { readonly configMap?: { readonly name?: string } }[];
  readonly securityContext?: Container["securityContext"];
  readonly terminationGracePeriodSeconds?: number;
}

/** Pods of a gateway, or beside one: those with Istio's proxy as a container of theirs, and those that mount the conf of an SNI proxy. */
export interface GatewayPodSpec {
  readonly object: ConfigObject;
  readonly spec: PodSpec;
  /** Where the spec of the pod stands. */
  readonly path: FieldPath;
  readonly annotations: Readonly<Record<string, string>>;
  /** Confs of nginx that the pods mount. */
  readonly confs: readonly ConfText[];
}

interface Templated {
  readonly template?: {
    readonly metadata?: { readonly annotations?: Record<string, string> };
    readonly spec?: PodSpec;
  };
}

export function gatewayPodSpecs(mesh: CheckedMesh): readonly GatewayPodSpec[] {
  return mesh.once(gatewayPodSpecs, () => [...podSpecs(mesh)]);
}

function* podSpecs(mesh: CheckedMesh): Generator<GatewayPodSpec> {
  for (const object of mesh.world.of<Templated>("Deployment")) {
    const { template } = object.spec;
    const annotations = template?.metadata?.annotations ?? {};
    const one = podsOf(
      object as unknown as ConfigObject,
      template?.spec ?? {},
      ["spec", "template", "spec"],
      annotations,
      mesh,
    );
    if (one !== undefined) yield one;
  }
  for (const object of mesh.world.of<PodSpec>("Pod")) {
    const one = podsOf(object as unknown as ConfigObject, object.spec, ["spec"], object.annotations, mesh);
    if (one !== undefined) yield one;
  }
}

function podsOf(
  object: ConfigObject,
  spec: PodSpec,
  path: FieldPath,
  annotations: Readonly<Record<string, string>>,
  mesh: CheckedMesh,
): GatewayPodSpec | undefined {
  const mounted = new Set((spec.volumes ?? []).map(({ configMap }) => configMap?.name));
  // A conf in a file of its own is in no namespace.
  const confs = mesh.confs.filter(
    (conf) => conf.object.namespace === object.namespace && mounted.has(conf.object.name),
  );
  const injected = annotations["inject.istio.io/templates"]?.split(",").includes("gateway");
  const gateway = injected || spec.containers?.[0]?.name === "istio-proxy";
  return gateway || confs.length > 0 ? { object, spec, path, annotations, confs } : undefined;
}
