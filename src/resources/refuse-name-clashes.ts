import { isDeepStrictEqual } from "node:util";
import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { identityOf } from "../output/order.ts";
import type { KubernetesObject, Resource } from "./resource.ts";

/** What a clash is blamed on: the policies of the plan. */
interface Owner {
  readonly name: string;
  readonly at: Origin;
}

/**
 * Refuses an output in which two policies make different resources of one name, as "wikipedia" (its exact hosts) and "wikipedia-exact" can.
 *
 * @throws DiagnosticError that names both
 */
export function refuseNameClashes(resources: readonly Resource[], owners: readonly Owner[]): void {
  const known = new Map<string, KubernetesObject>();
  const clashes = new Map<string, Diagnostic>();
  for (const { manifest } of resources) {
    const identity = identityOf(manifest);
    const other = known.get(identity);
    if (other === undefined) known.set(identity, manifest);
    else if (instanceOf(other) !== instanceOf(manifest) && !isDeepStrictEqual(other, manifest)) {
      const pair = [instanceOf(other), instanceOf(manifest)].sort();
      if (!clashes.has(pair.join())) clashes.set(pair.join(), clash(manifest, pair, owners));
    }
  }
  if (clashes.size > 0) throw new DiagnosticError(...clashes.values());
}

function clash({ kind, metadata }: KubernetesObject, pair: readonly string[], owners: readonly Owner[]): Diagnostic {
  return {
    severity: "error",
    code: "resource-name-clash",
    what: `policies ${pair.map((name) => `"${name}"`).join(" and ")} would both make a ${kind} called "${metadata.name}"`,
    why: "the later would overwrite the earlier, and what that one lets through would be lost",
    fix: "rename one of them with --name, or name: in the file",
    at: owners.find(({ name }) => name === pair[1])?.at ?? owners.find(({ name }) => name === pair[0])?.at,
  };
}

function instanceOf({ metadata }: KubernetesObject): string {
  return metadata.labels?.["app.kubernetes.io/instance"] ?? "";
}
