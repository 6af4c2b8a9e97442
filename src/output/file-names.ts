import type { KubernetesObject } from "../resources/resource.ts";

/** All resources in one file; a name that nobody takes for the configuration. */
export const SINGLE_FILE = "manifests.yaml";
export const KUSTOMIZATION = "kustomization.yaml";

/**
 * A file name for each resource, in their order: `serviceentry-shop-wikipedia.yaml`. Lower case, the same every time, and no two the same:
 * where the pattern would give a name twice, the later one gets `-2`, `-3`, and so on.
 */
export function fileNames(manifests: readonly KubernetesObject[]): string[] {
  const taken = new Set([SINGLE_FILE, KUSTOMIZATION]);
  return manifests.map(({ kind, metadata }) => {
    const stem = [kind, metadata.namespace, metadata.name]
      .filter((part) => part !== undefined)
      .map(fileNamePart)
      .join("-");
    let name = `${stem}.yaml`;
    for (let count = 2; taken.has(name); count++) name = `${stem}-${count}.yaml`;
    taken.add(name);
    return name;
  });
}

function fileNamePart(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9.]+/g, "-");
}
