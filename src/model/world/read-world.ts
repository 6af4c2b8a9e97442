import { type Diagnostic, DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { decode } from "../../documents/decode.ts";
import { findInputs, type Input, type InputWorld } from "../../documents/inputs.ts";
import { manifestsIn } from "../../documents/list-items.ts";
import type { ManifestDocument } from "../../documents/parse-documents.ts";
import { objectFindings } from "./check-object.ts";
import type { ConfigObject } from "./config-object.ts";
import { isRecord, lacksNamespace, makeObject } from "./make-object.ts";
import type { World } from "./world.ts";

/** Manifests that were read, and what a person should know about them. */
export interface ReadWorld {
  readonly world: World;
  readonly files: number;
  readonly objects: number;
  /** Objects that name no namespace and got the one of the options. */
  readonly withoutNamespace: number;
  readonly notes: readonly Diagnostic[];
}

export interface WorldOptions {
  /** Namespace of objects that name none: what `kubectl -n` would be given. */
  readonly namespace: string;
  /** "1.31": whose schemas the manifests must fit. */
  readonly release: string;
}

/**
 * Reads manifests from files, folders and standard input (`-`), as `validate` finds them.
 *
 * @throws DiagnosticError when something named is not there, is no YAML or no manifest that the API server would take,
 * or holds no Kubernetes object at all
 */
export async function readWorld(named: readonly string[], options: WorldOptions, io: InputWorld): Promise<ReadWorld> {
  const inputs = findInputs(named, io);
  const builder = new WorldBuilder(options);
  for (const input of inputs) await builder.readInput(input);
  return builder.finish(inputs.length, named);
}

/** The same of a text, for what is at hand already. */
export async function worldOfText(text: string, file: string, options: WorldOptions): Promise<ReadWorld> {
  const builder = new WorldBuilder(options);
  await builder.readText(text, file);
  return builder.finish(1, [file]);
}

class WorldBuilder {
  readonly #options: WorldOptions;
  /** By kind, and in it by namespace and name: of two with one name the last stays, as with `kubectl apply`. */
  readonly #kinds = new Map<string, Map<string, ConfigObject>>();
  readonly #otherKinds = new Set<string>();
  readonly #problems: Diagnostic[] = [];
  readonly #notes: Diagnostic[] = [];
  #objects = 0;
  #withoutNamespace = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  async readInput(input: Input): Promise<void> {
    const bytes = await input.read();
    if (!(bytes instanceof Uint8Array)) {
      this.#problems.push(bytes);
      return;
    }
    const decoded = decode(bytes, input.file);
    if ("problem" in decoded) this.#problems.push(decoded.problem);
    else await this.readText(decoded.text, input.file);
  }

  async readText(text: string, file: string): Promise<void> {
    // The library behind it is heavy: who reads no manifests does without.
    const { lazyDocuments } = await import("../../documents/lazy-documents.ts");
    for (const parsed of lazyDocuments(text, file)) {
      if ("problem" in parsed) this.#problems.push(parsed.problem);
      else this.#add(parsed.document);
    }
  }

  #add(document: ManifestDocument): void {
    for (const manifest of manifestsIn(document.value)) {
      const object = makeObject(manifest, document, this.#options.namespace);
      if (object === undefined) {
        if (!isKustomization(manifest.value)) this.#notes.push(noObject(document, manifest.path));
        continue;
      }
      this.#objects++;
      this.#problems.push(...objectFindings(object, document, manifest.path, this.#options.release));
      if (lacksNamespace(object)) this.#withoutNamespace++;
      const kind = worldKind(object);
      if (kind === undefined) this.#otherKinds.add(`${object.kind} (${object.apiVersion})`);
      else this.#keep(kind, object);
    }
  }

  #keep(kind: string, object: ConfigObject): void {
    const objects = this.#kinds.get(kind) ?? new Map<string, ConfigObject>();
    this.#kinds.set(kind, objects);
    const key = `${object.namespace}/${object.name}`;
    const before = objects.get(key);
    if (before !== undefined) {
      objects.delete(key);
      this.#notes.push(twice(object, before));
    }
    objects.set(key, object);
  }

  finish(files: number, named: readonly string[]): ReadWorld {
    if (this.#problems.length > 0) throw new DiagnosticError(...this.#problems);
    if (this.#objects === 0) throw nothingRead(named);
    const lists = new Map([...this.#kinds].map(([kind, objects]) => [kind, [...objects.values()]]));
    return {
      world: {
        // The shape of a spec is what its schema says: check-object.ts holds them against it.
        of: <Spec>(kind: string) => (lists.get(kind) ?? []) as unknown as readonly ConfigObject<Spec>[],
        otherKinds: [...this.#otherKinds].sort(),
      },
      files,
      objects: this.#objects,
      withoutNamespace: this.#withoutNamespace,
      notes: this.#notes,
    };
  }
}

/** Groups whose kinds the world lists by their bare names; "" is Kubernetes' own core. */
const GROUPS =
  /^(?:|apps|batch|autoscaling|policy|discovery\.k8s\.io|networking\.k8s\.io|rbac\.authorization\.k8s\.io|[a-z]+\.istio\.io)$/;

/** Under which name the world lists an object: Istio has a Gateway of its own, and others have kinds called Service. */
function worldKind({ apiVersion, kind }: ConfigObject): string | undefined {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  if (group === "gateway.networking.k8s.io") return kind === "Gateway" ? "KubernetesGateway" : kind;
  return GROUPS.test(group) ? kind : undefined;
}

/** `gen --out` and kustomize have one beside the manifests. */
function isKustomization(value: unknown): boolean {
  return (
    isRecord(value) && typeof value.apiVersion === "string" && value.apiVersion.startsWith("kustomize.config.k8s.io/")
  );
}

function noObject(document: ManifestDocument, path: readonly (string | number)[]): Diagnostic {
  return {
    severity: "warning",
    code: "no-object",
    what: "this document is no Kubernetes object and was passed over",
    why: "an object has apiVersion, kind and metadata.name",
    fix: "check that it is no manifest with a mistake in it: wildegress validate tells",
    at: { kind: "file", file: document.file, ...document.locate(path) },
  };
}

function twice(object: ConfigObject, before: ConfigObject): Diagnostic {
  const { file, line } = before.locate([]);
  return {
    severity: "warning",
    code: "object-twice",
    what: `${object.kind} ${object.namespace}/${object.name} is there twice; the later one counts`,
    why: `kubectl apply keeps what comes last; the other is at ${file}:${line}`,
    fix: "remove one of the two, or name fewer files",
    at: object.locate([]),
  };
}

function nothingRead(named: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-documents",
    what: `there are no manifests in ${named.join(" ")}`,
    why: "without a single Kubernetes object there is nothing to go by",
    fix: "name files with manifests; of a pipe, see what its first command printed",
  });
}
