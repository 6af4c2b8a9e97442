import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ManifestDocument } from "../documents/parse-documents.ts";
import { isMap } from "../schema/problems.ts";
import { pathText } from "../schema/quoted.ts";
import { ruleOf } from "./find-rule.ts";
import type { Finding, Place, RelatedPlace, ResourceName } from "./finding.ts";
import { type TextEdit, TextEdits } from "./fix/text-edits.ts";
import type { Level, Path, Problem, Rule } from "./rule.ts";
import { IGNORE_PATH, ignoreAnnotation } from "./suppress/annotation.ts";
import type { IgnoreComment } from "./suppress/comments.ts";

/** A problem whose places are known already, also those in other files. */
export interface PlacedProblem {
  readonly place: Place;
  /** The field in its manifest. */
  readonly field: Path;
  readonly says: string;
  readonly why?: string | undefined;
  readonly fix?: string | undefined;
  /** In place of the rule's own. */
  readonly level?: Level | undefined;
  readonly related: readonly RelatedPlace[];
  readonly edit?: TextEdit | undefined;
}

/** What is found in one manifest goes in here. */
export interface ManifestFindings {
  add(rule: Rule, problem: Problem): void;
  addPlaced(rule: Rule, problem: PlacedProblem): void;
}

/** Collects the findings of one file, and leaves out what a comment or an annotation suppresses. */
export class FileFindings {
  readonly file: string;
  readonly text: string;
  readonly #levelOf: (rule: Rule) => Level | undefined;
  readonly #comments: readonly IgnoreComment[];
  /** Comments by rule and the line that they speak of. */
  readonly #byRule = new Map<string, Map<number, IgnoreComment>>();
  readonly #used = new Set<IgnoreComment>();
  readonly #edits: TextEdits;
  readonly #findings: Finding[] = [];
  #suppressed = 0;

  constructor(
    file: string,
    text: string,
    levelOf: (rule: Rule) => Level | undefined,
    comments: readonly IgnoreComment[],
  ) {
    this.file = file;
    this.text = text;
    this.#edits = new TextEdits(text);
    this.#levelOf = levelOf;
    this.#comments = comments;
    for (const comment of comments) this.#readComment(comment);
  }

  /** Something that is wrong with the file itself. */
  addDiagnostic(rule: Rule, { what, why, fix, at }: Diagnostic): void {
    const { line, column } = at?.kind === "file" ? at : { line: 1, column: 1 };
    const place = { file: this.file, line, column, endColumn: column + 1, path: "" };
    this.#add(
      rule,
      { what, why: why ?? rule.why, fix: fix ?? rule.fix, at: place, resource: undefined, related: [] },
      () => [line],
    );
  }

  /** A collector for one manifest, at a path of a document. */
  manifest(document: ManifestDocument, base: Path, value: unknown): ManifestFindings {
    const resource = resourceName(value);
    const ignored = new Set<string>();
    const placeOf = (path: Path, part: "key" | "value" = "value"): Place => ({
      file: this.file,
      ...document.span([...base, ...path], part),
      path: path.length === 0 ? "" : pathText(path),
    });
    for (const parsed of ignoreAnnotation(value)) {
      if ("wrong" in parsed) this.#addWrongSuppression(placeOf(IGNORE_PATH), resource, parsed.wrong);
      else for (const code of parsed.codes) ignored.add(code);
    }
    const addPlaced: ManifestFindings["addPlaced"] = (rule, problem) => {
      if (ignored.has(rule.code)) {
        this.#suppressed++;
        return;
      }
      const lines = () => [problem.place.line, ...linesAbove(document, [...base, ...problem.field])];
      this.#addPlaced(rule, problem, resource, lines);
    };
    return {
      addPlaced,
      add: (rule, { path, part, related = [], repair, ...problem }) =>
        addPlaced(rule, {
          ...problem,
          field: path,
          place: placeOf(path, part),
          edit: repair && this.#edits.editFor(document, [...base, ...path], repair),
          related: related.map((other) => ({ ...placeOf(other.path), words: other.words })),
        }),
    };
  }

  /** Something in a file that is no manifest. */
  addPlaced(rule: Rule, problem: PlacedProblem): void {
    this.#addPlaced(rule, problem, undefined, () => [problem.place.line]);
  }

  #addPlaced(
    rule: Rule,
    { place: at, says, why, fix, level, related, edit }: PlacedProblem,
    resource: ResourceName | undefined,
    lines: () => Iterable<number>,
  ): void {
    const finding = { what: says, why: why ?? rule.why, fix: fix ?? rule.fix, at, resource, related, edit };
    this.#add(rule, finding, lines, level);
  }

  /** What is left; nothing may be added afterwards. */
  close(): { findings: readonly Finding[]; suppressed: number } {
    const rule = ruleOf("unused-suppression");
    for (const comment of this.#comments) {
      if (this.#used.has(comment) || "wrong" in comment.parsed) continue;
      const { line, column, endColumn, parsed } = comment;
      const what = `nothing here is found by ${[...parsed.codes].join(", ")}`;
      const at = { file: this.file, line, column, endColumn, path: "" };
      this.#add(rule, { what, why: rule.why, fix: rule.fix, at, resource: undefined, related: [] }, () => []);
    }
    return { findings: this.#findings, suppressed: this.#suppressed };
  }

  #addWrongSuppression(at: Place, resource: ResourceName | undefined, wrong: string): void {
    const rule = ruleOf("bad-suppression");
    const what = `this suppresses nothing: ${wrong}`;
    this.#add(rule, { what, why: rule.why, fix: rule.fix, at, resource, related: [] }, () => []);
  }

  #add(
    rule: Rule,
    finding: Omit<Finding, "code" | "rule" | "layer" | "level">,
    lines: () => Iterable<number>,
    own?: Level,
  ): void {
    const set = this.#levelOf(rule);
    if (set === undefined) return;
    // Who has set the rule's level means all of its findings.
    const level = set === rule.level && own !== undefined ? own : set;
    const comment = this.#suppressing(rule.code, lines);
    if (comment === undefined) {
      this.#findings.push({ code: rule.code, rule: rule.id, layer: rule.layer, level, ...finding });
      return;
    }
    this.#used.add(comment);
    this.#suppressed++;
  }

  #readComment(comment: IgnoreComment): void {
    const { line, column, endColumn, parsed, target } = comment;
    if ("wrong" in parsed) {
      this.#addWrongSuppression({ file: this.file, line, column, endColumn, path: "" }, undefined, parsed.wrong);
      return;
    }
    for (const code of parsed.codes) {
      const targets = this.#byRule.get(code) ?? new Map<number, IgnoreComment>();
      this.#byRule.set(code, targets.set(target, comment));
    }
  }

  #suppressing(code: string, lines: () => Iterable<number>): IgnoreComment | undefined {
    const targets = this.#byRule.get(code);
    if (targets === undefined) return undefined;
    for (const line of lines()) {
      const comment = targets.get(line);
      if (comment !== undefined) return comment;
    }
    return undefined;
  }
}

/** Lines on which the fields above a place begin, the document's first among them: a comment there speaks of all below. */
function linesAbove(document: ManifestDocument, path: Path): number[] {
  const lines = [document.locate([]).line];
  for (let length = 1; length <= path.length; length++) lines.push(document.locate(path.slice(0, length), "key").line);
  return lines;
}

function resourceName(value: unknown): ResourceName | undefined {
  if (!isMap(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string") return undefined;
  const metadata = isMap(value.metadata) ? value.metadata : {};
  return {
    apiVersion: value.apiVersion,
    kind: value.kind,
    name: typeof metadata.name === "string" ? metadata.name : "",
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : undefined,
  };
}
