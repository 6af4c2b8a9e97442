import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Artifact } from "../generate.ts";
import type { Resource } from "../resources/resource.ts";

/** What brings a gateway: manifests to apply, files for other tools, and words about them. */
export interface Installation {
  readonly resources: Resource[];
  readonly artifacts: Artifact[];
  readonly notes: Diagnostic[];
}
