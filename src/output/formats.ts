import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { Artifact, Generated } from "../generate.ts";
import type { Resource } from "../resources/resource.ts";
import { fileNames } from "./file-names.ts";
import { printKustomization } from "./kustomization.ts";
import { printYaml } from "./yaml.ts";

/** What `--format` takes. */
export const FORMATS = ["yaml", "json", "list", "kustomize", "helm-values"] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  /** Each resource explains why it is there (YAML only: JSON has no comments). */
  readonly comments?: boolean;
  /** Text to use in place of templates/kustomization.yaml. */
  readonly kustomizationTemplate?: string;
  /** Where `--format` was given, for messages. */
  readonly at?: Origin;
}

/** What is printed of a {@link Generated}. */
export type Printable = Pick<Generated, "resources" | "artifacts">;

/**
 * The text for stdout. Resources stand in the order of `generated.resources`.
 *
 * - `yaml`: a stream of YAML documents, for `kubectl apply -f -`
 * - `json`: a stream of JSON documents, one after the other, for `kubectl apply -f -` and `jq`
 * - `list`: one JSON document, a `List` of API version v1, as `kubectl get -o json` prints
 * - `kustomize`: the kustomization.yaml that names the files of `--out`
 * - `helm-values`: the values of Istio's gateway chart
 *
 * @throws DiagnosticError for `helm-values` without an installation by Helm, and for a template that cannot be used
 */
export function render(generated: Printable, format: Format, options: RenderOptions = {}): string {
  const { resources } = generated;
  const manifests = resources.map(({ manifest }) => manifest);
  switch (format) {
    case "yaml":
      return renderResources(resources, options);
    case "json":
      return manifests.map((manifest) => `${JSON.stringify(manifest, null, 2)}\n`).join("");
    case "list":
      return `${JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }, null, 2)}\n`;
    case "kustomize":
      return printKustomization(fileNames(manifests), options.kustomizationTemplate);
    case "helm-values":
      return renderHelmValues(generated, options);
  }
}

/** Resources as a stream of YAML documents. */
export function renderResources(resources: readonly Resource[], options: Pick<RenderOptions, "comments"> = {}): string {
  return printYaml(
    resources.map(({ manifest }) => manifest),
    options.comments === true ? { comments: resources.map(({ why }) => why) } : {},
  );
}

/** A Helm values file or an IstioOperator, as YAML. */
export function renderArtifact(artifact: Artifact, options: Pick<RenderOptions, "comments"> = {}): string {
  return printYaml([artifact.content], options.comments === true ? { comments: [artifact.why] } : {});
}

function renderHelmValues({ artifacts }: Printable, options: RenderOptions): string {
  const values = artifacts.filter(({ kind }) => kind === "HelmValues");
  if (values.length === 0) {
    throw new DiagnosticError({
      severity: "error",
      code: "no-helm-values",
      what: "there are no Helm values in this output",
      why: "Helm values describe the egress gateway, and they are made only where Helm is to install it",
      fix: "add --gateway-install helm, or use --format yaml for the manifests",
      at: options.at ?? { kind: "flag", flag: "--format", value: "helm-values" },
    });
  }
  return values.map((artifact) => renderArtifact(artifact, options)).join("---\n");
}
