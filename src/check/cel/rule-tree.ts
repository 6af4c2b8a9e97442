import { existsSync, readFileSync } from "node:fs";
import { covers } from "../../schema/served.ts";
import { schemaNameOf, storeFile } from "../../schema/store.ts";

/** A rule of a CRD, as it stands there. */
export interface CrdRule {
  readonly rule: string;
  readonly message: string;
}

/** Rules by where they apply: those of this place, and those below it. */
export interface RuleTree {
  readonly rules: readonly CrdRule[];
  readonly fields: ReadonlyMap<string, RuleTree>;
  /** Of every entry of a list. */
  readonly entries: RuleTree | undefined;
  /** Of every value of a map. */
  readonly values: RuleTree | undefined;
}

/** schemas/istio/cel/<Kind>.json */
interface CelFile {
  readonly runs: readonly { readonly from: string; readonly to: string; readonly rules: readonly number[] }[];
  readonly rules: readonly (CrdRule & { readonly path: readonly string[] })[];
}

const trees = new Map<string, RuleTree | undefined>();

/**
 * The rules of a kind on a release; undefined when it has none, or none that are known.
 *
 * @param kind `group/kind`
 * @param release "1.24"
 */
export function ruleTreeOf(kind: string, release: string): RuleTree | undefined {
  const key = `${kind} ${release}`;
  if (!trees.has(key)) trees.set(key, loadTree(kind, release));
  return trees.get(key);
}

function loadTree(kind: string, release: string): RuleTree | undefined {
  const name = schemaNameOf(kind);
  const path = name === undefined ? undefined : storeFile(`${name}.cel.json`);
  if (path === undefined || !existsSync(path)) return undefined;
  const file = JSON.parse(readFileSync(path, "utf8")) as CelFile;
  const run = file.runs.find((candidate) => covers(candidate, release));
  if (run === undefined) return undefined;
  const top = newNode();
  for (const number of run.rules) {
    const rule = file.rules[number];
    if (rule !== undefined) nodeAt(top, rule.path).rules.push(rule);
  }
  return top;
}

interface Node {
  readonly rules: CrdRule[];
  readonly fields: Map<string, Node>;
  entries: Node | undefined;
  values: Node | undefined;
}

function newNode(): Node {
  return { rules: [], fields: new Map(), entries: undefined, values: undefined };
}

function nodeAt(top: Node, path: readonly string[]): Node {
  let node = top;
  for (const step of path) {
    if (step === "[]") node = node.entries ??= newNode();
    else if (step === "{}") node = node.values ??= newNode();
    else {
      const next = node.fields.get(step) ?? newNode();
      node.fields.set(step, next);
      node = next;
    }
  }
  return node;
}
