import { fileNames, KUSTOMIZATION, SINGLE_FILE } from "./file-names.ts";
import { type Printable, type RenderOptions, renderArtifact, renderResources } from "./formats.ts";
import { printKustomization } from "./kustomization.ts";

export interface OutputFile {
  /** Without folders. */
  readonly name: string;
  readonly content: string;
}

export interface OutputFilesOptions extends Pick<RenderOptions, "comments" | "kustomizationTemplate"> {
  /** All resources in `manifests.yaml`, in the order in which it is safe to apply them. */
  readonly singleFile?: boolean;
}

/**
 * The files of `--out`: one for each resource (or one for all), kustomization.yaml, which names them, and what is not for
 * `kubectl apply` (Helm values, an IstioOperator), which the kustomization leaves out.
 */
export function outputFiles(generated: Printable, options: OutputFilesOptions = {}): OutputFile[] {
  const files = options.singleFile === true ? oneFile(generated, options) : fileForEach(generated, options);
  const names = files.map(({ name }) => name);
  const kustomization = printKustomization(names, options.kustomizationTemplate);
  const artifacts = generated.artifacts.map((artifact) => ({
    name: artifact.fileName,
    content: renderArtifact(artifact, options),
  }));
  return [...files, { name: KUSTOMIZATION, content: kustomization }, ...artifacts];
}

function oneFile({ resources }: Printable, options: OutputFilesOptions): OutputFile[] {
  if (resources.length === 0) return [];
  return [{ name: SINGLE_FILE, content: renderResources(resources, options) }];
}

function fileForEach({ resources }: Printable, options: OutputFilesOptions): OutputFile[] {
  const names = fileNames(resources.map(({ manifest }) => manifest));
  return resources.map((resource, index) => ({
    name: names[index] ?? SINGLE_FILE,
    content: renderResources([resource], options),
  }));
}
