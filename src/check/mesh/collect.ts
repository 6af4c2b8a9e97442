import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { ManifestDocument } from "../../documents/parse-documents.ts";
import type { Release } from "../../istio/release.ts";
import type { FileFindings, ManifestFindings } from "../file-findings.ts";
import { ruleOf } from "../find-rule.ts";
import type { Layer, Path } from "../rule.ts";
import { type ConfText, confOfFile, readsServerNames } from "./conf-text.ts";
import { WorldBuilder } from "./world-builder.ts";

/** Layers that look at all manifests together. */
const TOGETHER: readonly Layer[] = ["conflicts", "security", "upgrade"];

const CONF = /\.conf$/i;

export function isConf(file: string): boolean {
  return CONF.test(file);
}

/** Gathers what is read, until all of it is there and can be looked at together. */
export class MeshInput {
  readonly #layers: ReadonlySet<Layer>;
  readonly #builder = new WorldBuilder();
  readonly #confs: ConfText[] = [];
  /** Where findings in a manifest (or a conf) go, by what identifies it also in what the model makes of it: its content. */
  readonly #findings = new Map<unknown, Pick<ManifestFindings, "addPlaced">>();

  constructor(layers: ReadonlySet<Layer>) {
    this.#layers = layers;
  }

  /** Whether any layer looks at all manifests together: then all must be kept until the last is read. */
  get wanted(): boolean {
    return TOGETHER.some((layer) => this.#layers.has(layer));
  }

  /** @param stored as the schema accepts it, without nulls */
  addManifest(stored: unknown, document: ManifestDocument, base: Path, findings: ManifestFindings): void {
    if (!this.wanted) return;
    const { file } = document;
    const locate = (path: Path) => ({
      kind: "file" as const,
      file,
      ...document.span([...base, ...path], "value"),
      field: path,
    });
    const object = this.#builder.add(stored, locate);
    if (object !== undefined) this.#findings.set(object.value, findings);
  }

  /** @returns false for a conf that has nothing to do with server names, in a folder where nobody named it */
  addConf(text: string, findings: FileFindings, found: boolean): boolean {
    if (found && !readsServerNames(text)) return false;
    try {
      const conf = confOfFile(findings.file, text);
      this.#confs.push(conf);
      this.#findings.set(conf.object.value, findings);
    } catch (error) {
      const [problem] = error instanceof DiagnosticError ? error.diagnostics : [];
      if (problem === undefined) throw error;
      findings.addDiagnostic(ruleOf(problem.code), problem);
    }
    return true;
  }

  /** Holds everything against the rules; what they find goes to the files that it is in. */
  async check(release: Release): Promise<void> {
    if (!this.wanted) return;
    const { meshFindings } = await import("./mesh-layer.ts");
    for (const { rule, ref, problem } of meshFindings(this.#builder, this.#confs, this.#layers, release)) {
      this.#findings.get(ref.object.value)?.addPlaced(rule, problem);
    }
  }
}
