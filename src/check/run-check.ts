import { findInputs, type Input, type InputWorld, readText } from "../documents/inputs.ts";
import { manifestsIn } from "../documents/list-items.ts";
import type { ManifestDocument } from "../documents/parse-documents.ts";
import { releaseHas } from "../istio/capability.ts";
import type { Release } from "../istio/release.ts";
import { type Baseline, isKnownTo } from "./baseline.ts";
import { checkManifest, type ManifestContext } from "./check-manifest.ts";
import { FileFindings } from "./file-findings.ts";
import { ruleOf } from "./find-rule.ts";
import { byPlace, type Finding } from "./finding.ts";
import { loadLaterLayers } from "./later-layers.ts";
import { looksLikeManifest } from "./looks-like-manifest.ts";
import { isConf, MeshInput } from "./mesh/collect.ts";
import { LAYERS, type Layer, type Level, type Rule } from "./rule.ts";
import { nothingIn, type Skipped } from "./validate-manifests.ts";

export interface CheckOptions {
  readonly release: Release;
  readonly layers: ReadonlySet<Layer>;
  /** Findings that are known already. */
  readonly baseline?: Baseline | undefined;
  /** Texts that count in place of what is in the files, by the names of these. */
  readonly texts?: ReadonlyMap<string, string> | undefined;
  /** What findings of a rule count as; undefined where nobody wants to see them. */
  levelOf(rule: Rule): Level | undefined;
}

export interface CheckReport {
  /** "1.31" */
  readonly release: string;
  readonly layers: readonly Layer[];
  readonly files: readonly string[];
  /** Manifests seen, those in lists counted one by one. */
  readonly manifests: number;
  /** Of kinds that there are no schemas for. */
  readonly skipped: readonly Skipped[];
  /** Documents in folders that are no manifests: values of a chart, and the like. */
  readonly passedOver: readonly { readonly file: string; readonly line: number }[];
  /** By place. */
  readonly findings: readonly Finding[];
  /** Findings that a comment or an annotation took away. */
  readonly suppressed: number;
  /** Findings that the baseline took away. */
  readonly baselined: number;
  /** The texts of the files that have findings. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Names of the files of a folder that are read. */
export const CHECKED = /\.(ya?ml|json|conf)$/i;

/**
 * Checks manifests from files, folders and standard input (`-`).
 *
 * @throws DiagnosticError when something named is not there, and when there is nothing to check
 */
export async function checkFiles(
  named: readonly string[],
  options: CheckOptions,
  world: InputWorld,
): Promise<CheckReport> {
  const inputs = findInputs(named, world, CHECKED);
  const run = new Run(options);
  for (const input of inputs) await run.readInput(input);
  await run.checkTogether();
  const report = run.report(inputs.map(({ file }) => file));
  if (report.manifests === 0 && report.findings.length + report.baselined + report.suppressed === 0)
    throw nothingIn(named, "check");
  return report;
}

class Run {
  readonly #options: CheckOptions;
  readonly #context: ManifestContext;
  readonly #findings: Finding[] = [];
  readonly #skipped: Skipped[] = [];
  readonly #passedOver: { file: string; line: number }[] = [];
  readonly #sources = new Map<string, string>();
  readonly #open: FileFindings[] = [];
  readonly #mesh: MeshInput;
  #manifests = 0;
  #suppressed = 0;

  constructor(options: CheckOptions) {
    this.#options = options;
    const { release, layers } = options;
    this.#mesh = new MeshInput(layers);
    this.#context = {
      release,
      layers,
      later: loadLaterLayers(layers),
      has: (capability) => releaseHas(release, capability),
    };
  }

  async readInput(input: Input): Promise<void> {
    await this.#readFile(input);
    if (!this.#mesh.wanted) this.#closeFiles();
  }

  async #readFile(input: Input): Promise<void> {
    const text = this.#options.texts?.get(input.file);
    const read = text === undefined ? await readText(input) : { text };
    if ("problem" in read) {
      const file = new FileFindings(input.file, "", this.#options.levelOf, []);
      file.addDiagnostic(ruleOf(read.problem.code), read.problem);
      this.#open.push(file);
      return;
    }
    const { lazyDocuments } = await import("../documents/lazy-documents.ts");
    const { ignoreComments } = await import("./suppress/comments.ts");
    const file = new FileFindings(input.file, read.text, this.#options.levelOf, ignoreComments(read.text));
    this.#open.push(file);
    if (isConf(input.file)) {
      if (this.#mesh.addConf(read.text, file, input.found)) this.#manifests++;
      return;
    }
    for (const parsed of lazyDocuments(read.text, input.file)) {
      if ("problem" in parsed) file.addDiagnostic(ruleOf(parsed.problem.code), parsed.problem);
      else this.#checkDocument(parsed.document, file, input);
    }
  }

  /** What can be said once all files are read; nothing may be read afterwards. */
  async checkTogether(): Promise<void> {
    await this.#mesh.check(this.#options.release);
    this.#closeFiles();
  }

  /** Takes what was found in the files that were read, and lets go of those without findings. */
  #closeFiles(): void {
    for (const file of this.#open.splice(0)) {
      const { findings, suppressed } = file.close();
      this.#findings.push(...findings);
      this.#suppressed += suppressed;
      if (findings.length > 0) this.#sources.set(file.file, file.text);
    }
  }

  #checkDocument(document: ManifestDocument, file: FileFindings, input: Input): void {
    if (input.found && !looksLikeManifest(document.value)) {
      this.#passedOver.push({ file: document.file, line: document.locate([]).line });
      return;
    }
    for (const { value, path } of manifestsIn(document.value)) {
      this.#manifests++;
      const manifest = file.manifest(document, path, value);
      const { problems, checked, stored } = checkManifest(value, this.#context);
      for (const { rule, problem } of problems) manifest.add(rule, problem);
      if (stored !== undefined) this.#mesh.addManifest(stored, document, path, manifest);
      if (checked) continue;
      const { apiVersion, kind } = value as { apiVersion: string; kind: string };
      this.#skipped.push({ file: document.file, line: document.locate(path).line, apiVersion, kind });
    }
  }

  report(files: readonly string[]): CheckReport {
    const { release, layers, baseline } = this.#options;
    const findings = this.#findings.filter((finding) => baseline === undefined || !isKnownTo(baseline, finding));
    return {
      release: release.name,
      layers: LAYERS.filter((layer) => layers.has(layer)),
      files,
      manifests: this.#manifests,
      skipped: this.#skipped,
      passedOver: this.#passedOver,
      findings: findings.sort(byPlace),
      suppressed: this.#suppressed,
      baselined: this.#findings.length - findings.length,
      sources: this.#sources,
    };
  }
}
