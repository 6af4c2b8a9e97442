import { type Diagnostic, DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { InputWorld } from "../../documents/inputs.ts";
import { NEWEST_RELEASE, parseRelease, type Release } from "../../istio/release.ts";
import { type ReadWorld, readWorld } from "../../model/world/read-world.ts";
import type { RunProgram } from "../../programs/run-program.ts";
import { parseHostsFile } from "./hosts-file.ts";
import { parseMeshConfig } from "./mesh-config.ts";
import type { MeshOptions } from "./options.ts";
import { readOneFile } from "./read-one-file.ts";
import { type MeshFacts, type Settled, settle } from "./settings.ts";

/** What a trace needs of the outside world: files, standard input, and kubectl for `--istio auto`. */
export interface TraceIo extends InputWorld {
  readonly run: RunProgram;
}

/** Manifests, and the mesh that they are for. */
export interface Gathered extends Settled {
  readonly read: ReadWorld;
}

const DEFAULT_NAMESPACE = "default";

/** What `--istio`, `--hosts` and `--mesh-config` say. @throws DiagnosticError for what is wrong with them */
export async function gatherFacts(options: MeshOptions, io: TraceIo): Promise<MeshFacts> {
  refuseTwoReadersOfStdin(options);
  const { istio, hosts, meshConfig } = options;
  const hostsFile = hosts === undefined ? undefined : await readOneFile(hosts, "--hosts", io);
  const configFile = meshConfig === undefined ? undefined : await readOneFile(meshConfig, "--mesh-config", io);
  return {
    release: istio === undefined ? NEWEST_RELEASE : await releaseOf(istio, io),
    releaseKnown: istio !== undefined,
    addresses: hostsFile === undefined ? new Map() : parseHostsFile(hostsFile.text, hostsFile.file),
    config: configFile === undefined ? undefined : parseMeshConfig(configFile.text, configFile.file),
  };
}

/** Reads manifests and settles what holds for them. @throws DiagnosticError for what cannot be read */
export async function gather(
  files: readonly string[],
  facts: MeshFacts,
  options: MeshOptions,
  io: TraceIo,
): Promise<Gathered> {
  const namespace = options.namespace ?? DEFAULT_NAMESPACE;
  const read = await readWorld(files, { namespace, release: facts.release.name }, io);
  const settled = settle(facts, options, read.world);
  const assumptions = [...settled.assumptions];
  if (read.withoutNamespace > 0 && options.namespace === undefined) {
    assumptions.push(
      `manifests without a namespace are applied to ${namespace} (--namespace says otherwise); there ${read.withoutNamespace === 1 ? "is one" : `are ${read.withoutNamespace}`}`,
    );
  }
  return { read, settings: settled.settings, assumptions };
}

/** @throws DiagnosticError when no manifests were named */
export function manifestsOf({ filename }: MeshOptions): readonly string[] {
  if (filename !== undefined) return filename;
  throw new DiagnosticError({
    severity: "error",
    code: "no-inputs",
    what: "no manifests were named",
    why: "the answer is read from manifests, and from standard input only when - is named",
    fix: "add -f FILE or -f FOLDER; a running mesh's: kubectl get serviceentry,virtualservice,destinationrule,gateway,sidecar,service -A -o yaml | wildegress trace … -f -",
    at: { kind: "flag", flag: "--filename" },
  });
}

async function releaseOf(istio: string, io: TraceIo): Promise<Release> {
  if (istio !== "auto") return parseRelease(istio, { kind: "flag", flag: "--istio", value: istio });
  const { askClusterForRelease } = await import("../../config/ask-cluster.ts");
  const { value, at } = await askClusterForRelease(io);
  return parseRelease(value, at);
}

function refuseTwoReadersOfStdin({ filename, hosts, meshConfig, table, expect, diff }: MeshOptions): void {
  const named: [string, string | undefined][] = [
    ...(filename ?? []).map((name): [string, string] => ["--filename", name]),
    ...(diff ?? []).map((name): [string, string] => ["--diff", name]),
    ...(expect ?? []).map((name): [string, string] => ["--expect", name]),
    ["--hosts", hosts],
    ["--mesh-config", meshConfig],
    ["--table", table],
  ];
  const readers = [...new Set(named.filter(([, name]) => name === "-").map(([flag]) => flag))];
  if (readers.length < 2) return;
  const problem: Diagnostic = {
    severity: "error",
    code: "stdin-twice",
    what: `${readers.join(" and ")} both read standard input`,
    why: "it can be read once",
    fix: "put one of them into a file",
  };
  throw new DiagnosticError(problem);
}
