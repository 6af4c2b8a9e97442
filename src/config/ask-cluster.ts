import { DiagnosticError, EnvironmentError } from "../diagnostics/diagnostic.ts";
import { kubectlError } from "../programs/kubectl.ts";
import type { RunProgram } from "../programs/run-program.ts";
import type { Sourced } from "./request.ts";

const PURPOSE = "to learn the Istio release (--istio auto)";

/** One line for each control plane: namespace, name, label of the version, image. */
const ISTIOD_FIELDS = [
  "{.metadata.namespace}",
  "{.metadata.name}",
  "{.metadata.labels.app\\.kubernetes\\.io/version}",
  '{.spec.template.spec.containers[?(@.name=="discovery")].image}',
].join('{"\\t"}');
const ISTIOD_OUTPUT = ["-o", `jsonpath={range .items[*]}${ISTIOD_FIELDS}{"\\n"}{end}`];
/** A control plane that is run by others is not in the cluster; its CRDs are, and say which release they came with. */
const CRD_QUERY = [
  "get",
  "crd",
  "serviceentries.networking.istio.io",
  "--ignore-not-found",
  "-o",
  "jsonpath={.metadata.labels.app\\.kubernetes\\.io/version}",
];

interface ControlPlane {
  readonly name: string;
  readonly release: string;
  readonly image: string;
}

/**
 * Asks the cluster of the current context for its Istio release: the image of istiod in istio-system, else in any namespace,
 * else the label of Istio's CRDs.
 *
 * @throws EnvironmentError when kubectl is missing or fails; DiagnosticError when there is no Istio, or several releases
 */
export async function askClusterForRelease(io: { readonly run: RunProgram }): Promise<Sourced<string>> {
  const planes = (await controlPlanes(["-n", "istio-system"], io)) ?? (await controlPlanes(["--all-namespaces"], io));
  if (planes === undefined) return await releaseOfCrds(io);
  const [first] = planes;
  const releases = [...new Set(planes.map(({ release }) => release))];
  if (first === undefined || releases.length > 1) throw severalReleases(planes);
  return { value: first.release, at: { kind: "cluster", detail: `--istio auto: ${first.name} runs ${first.image}` } };
}

/** @param scope kubectl's flag for the namespace; it stands behind the verb, since kubectl takes what follows a flag of `get` for a plugin */
async function controlPlanes(
  scope: readonly string[],
  io: { readonly run: RunProgram },
): Promise<ControlPlane[] | undefined> {
  const query = ["get", "deployments", ...scope, "-l", "app=istiod"];
  const result = await io.run("kubectl", [...query, ...ISTIOD_OUTPUT]);
  if (result.code !== 0) throw kubectlError(query, PURPOSE, result);
  const lines = result.stdout.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? undefined : lines.map(controlPlaneOf);
}

function controlPlaneOf(line: string): ControlPlane {
  const [namespace = "", name = "", label = "", image = ""] = line.split("\t");
  const release = releaseIn(tagOf(image)) ?? releaseIn(label);
  if (release === undefined) {
    throw new DiagnosticError({
      severity: "error",
      code: "cluster-release-unknown",
      what: `the release of ${namespace}/${name} cannot be told`,
      why: `its image ${image || "(none)"} has no release in its tag, and no label says it`,
      fix: "name the release, for example --istio 1.30; istioctl version tells it",
      at: { kind: "flag", flag: "--istio", value: "auto" },
    });
  }
  return { name: `${namespace}/${name}`, release, image };
}

/** `registry:5000/istio/pilot:1.30.1-distroless@sha256:…` → `1.30.1-distroless` */
function tagOf(image: string): string {
  const [named = ""] = image.split("@");
  return /:([^/:]+)$/.exec(named)?.[1] ?? "";
}

function releaseIn(text: string): string | undefined {
  return /^v?(1\.\d{1,3}(?:\.\d{1,4})?)(?:$|[-+._])/.exec(text)?.[1];
}

async function releaseOfCrds(io: { readonly run: RunProgram }): Promise<Sourced<string>> {
  const result = await io.run("kubectl", CRD_QUERY);
  if (result.code !== 0) throw kubectlError(CRD_QUERY.slice(0, -2), PURPOSE, result);
  const release = releaseIn(result.stdout.trim());
  if (release !== undefined) {
    return { value: release, at: { kind: "cluster", detail: `--istio auto: Istio's CRDs are of ${release}` } };
  }
  throw new EnvironmentError({
    severity: "error",
    code: "no-istiod",
    what: "--istio auto found no Istio in the cluster",
    why: "no Deployment has the label app=istiod, and no CRD of Istio says its release",
    fix: "check the current context (kubectl config current-context), or name the release, for example --istio 1.30",
    at: { kind: "flag", flag: "--istio", value: "auto" },
  });
}

function severalReleases(planes: readonly ControlPlane[]): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "several-releases",
    what: "--istio auto found control planes of different releases",
    why: planes.map(({ name, release }) => `${name} is ${release}`).join(", "),
    fix: "name the release of the revision that the workloads use, for example --istio 1.30; the oldest one is safe for all",
    at: { kind: "flag", flag: "--istio", value: "auto" },
  });
}
