import { type Diagnostic, EnvironmentError } from "./diagnostics/diagnostic.ts";
import type { Generated } from "./generate.ts";
import type { KubernetesObject } from "./resources/resource.ts";
import { pathText } from "./schema/quoted.ts";
import { checkSchema, loadValidators } from "./schema/schema-check.ts";

/**
 * Holds what was generated against the schemas of its target, before anybody sees a byte of it.
 *
 * @throws EnvironmentError when something does not fit: a bug of wildegress, and better no output than a wrong one
 */
export function checkGenerated({ plan, resources, artifacts }: Generated): void {
  const manifests = [
    ...resources.map(({ manifest }) => manifest),
    ...artifacts.map(({ content }) => content).filter(isManifest),
  ];
  loadValidators(manifests);
  const found = manifests.flatMap((manifest) => diagnosticsOf(manifest, plan.target.release.name));
  if (found.length > 0) throw new EnvironmentError(...found);
}

function diagnosticsOf(manifest: KubernetesObject, release: string): Diagnostic[] {
  const { kind, metadata } = manifest;
  return checkSchema(manifest, release).map(({ path, code, what, why }) => ({
    severity: "error",
    code: `own-output-${code}`,
    what: `the generated ${kind} ${metadata?.name ?? ""} is not valid for Istio ${release}, at ${pathText(path)}: ${what}`,
    why: `${why}; this is a bug of wildegress, not of your input, and nothing was written`,
    fix: "report it with the command line and the file",
  }));
}

function isManifest(content: object): content is KubernetesObject {
  return "apiVersion" in content && "kind" in content;
}
