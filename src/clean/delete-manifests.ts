import type { Removal, RemovalTarget } from "./removal.ts";

/** A manifest with no more than what names a resource. */
export interface DeletionManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The removal as manifests for `kubectl delete --ignore-not-found -f -`, in the order in which kubectl is to go through them. */
export function deletionManifests({ resources, legacy }: Removal): DeletionManifest[] {
  return [...resources, ...legacy].map(manifestOf);
}

function manifestOf({ apiVersion, kind, name, namespace }: RemovalTarget): DeletionManifest {
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}
