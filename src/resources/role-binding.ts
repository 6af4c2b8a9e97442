import type { RoleBinding } from "kubernetes-types/rbac/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/** Gives a service account of the same namespace the rights of a Role. */
export function roleBinding(
  placement: Placement,
  { roleName, serviceAccount }: { readonly roleName: string; readonly serviceAccount: string },
  release: Release,
): KubernetesObject {
  const body: Pick<RoleBinding, "roleRef" | "subjects"> = {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: roleName },
    subjects: [{ kind: "ServiceAccount", name: serviceAccount }],
  };
  return kubernetesObject("RoleBinding", placement, { ...body }, release);
}
