import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Resource } from "./resource.ts";

/** `kubectl apply` keeps a copy of the object in an annotation, and annotations take 256 KiB together. */
const ANNOTATION_LIMIT = 262_144;

/** etcd refuses requests over 1.5 MiB by default; a ConfigMap takes 1 MiB. */
const OBJECT_LIMIT = 1_048_576;

/**
 * What is to be said about objects too large for the usual `kubectl apply`.
 *
 * @throws DiagnosticError when an object is larger than a cluster takes at all
 */
export function sizeNotes(resources: readonly Resource[]): Diagnostic[] {
  const large = resources
    // Names here are ASCII, so characters are bytes.
    .map(({ manifest }) => ({ manifest, bytes: JSON.stringify(manifest).length }))
    .filter(({ bytes }) => bytes > ANNOTATION_LIMIT)
    .sort((one, other) => other.bytes - one.bytes);
  const [largest] = large;
  if (largest === undefined) return [];
  const what = `${largest.manifest.kind} ${largest.manifest.metadata.name} has ${Math.ceil(largest.bytes / 1024)} KiB`;
  if (largest.bytes > OBJECT_LIMIT) {
    throw new DiagnosticError({
      severity: "error",
      code: "object-too-large",
      what,
      why: "Kubernetes takes at most 1 MiB",
      fix: "split the domains into several policies",
    });
  }
  return [
    {
      severity: "warning",
      code: "needs-server-side-apply",
      what: `${what}: too large for the annotation that kubectl apply keeps`,
      why: "kubectl apply would fail with 'metadata.annotations: Too long'",
      fix: "pipe into kubectl apply --server-side -f -",
    },
  ];
}
