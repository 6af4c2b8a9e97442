import type { Alias, Node, ParsedNode } from "yaml";
import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { Located, LocatedEntry, LocatedScalar } from "./located.ts";
import { MAX_PROBLEMS, tooDeep } from "./yaml-problems.ts";

type Yaml = typeof import("yaml");

/** wildegress.yaml needs four. */
const MAX_DEPTH = 32;
/** What aliases may add: enough for a list that a thousand policies share. */
const MAX_ALIASED_VALUES = 1_000_000;

interface Anchored {
  readonly value: Located;
  /** How many values it has in it, aliases counted as if they were written out. */
  readonly size: number;
}

/**
 * Makes located values of the yaml library's nodes.
 *
 * @throws DiagnosticError for keys said twice, unknown aliases, alias bombs and deep nesting
 */
export function locateNodes(yaml: Yaml, root: ParsedNode, originAt: (offset: number) => Origin): Located {
  const anchors = new Map<string, Anchored>();
  const duplicates: Diagnostic[] = [];
  let aliased = 0;

  const visit = (node: Node | null, depth: number, fallback: Origin): Anchored => {
    const at = node?.range ? originAt(node.range[0]) : fallback;
    if (depth > MAX_DEPTH) throw new DiagnosticError(tooDeep(at));
    if (yaml.isAlias(node)) return resolve(node, at);
    const result = visitOwn(node, depth, at);
    if (node !== null && "anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, result);
    return result;
  };

  const resolve = (alias: Alias, at: Origin): Anchored => {
    const target = anchors.get(alias.source);
    if (target === undefined) throw unknownAlias(alias.source, at);
    aliased += target.size;
    if (aliased > MAX_ALIASED_VALUES) throw aliasBomb(at);
    return target;
  };

  const visitOwn = (node: Node | null, depth: number, at: Origin): Anchored => {
    let size = 1;
    if (yaml.isSeq<Node | null>(node)) {
      const items = node.items.map((item) => {
        const found = visit(item, depth + 1, at);
        size += found.size;
        return found.value;
      });
      return { value: { kind: "list", at, items }, size };
    }
    if (!yaml.isMap<Node, Node | null>(node)) return { value: scalarOf(yaml, node, at), size };
    const entries = new Map<string, LocatedEntry>();
    for (const { key, value } of node.items) {
      const keyAt = key.range ? originAt(key.range[0]) : at;
      const name = yaml.isScalar(key) ? String(key.value) : "";
      const before = entries.get(name);
      if (before !== undefined && duplicates.length < MAX_PROBLEMS) duplicates.push(saidTwice(name, keyAt, before));
      const found = visit(value, depth + 1, keyAt);
      size += found.size;
      entries.set(name, { keyAt, value: found.value });
    }
    return { value: { kind: "map", at, entries }, size };
  };

  const { value } = visit(root, 0, originAt(0));
  if (duplicates.length > 0) throw new DiagnosticError(...duplicates);
  return value;
}

function scalarOf(yaml: Yaml, node: Node | null, at: Origin): LocatedScalar {
  const value: unknown = yaml.isScalar(node) ? node.value : null;
  const source = yaml.isScalar(node) && typeof node.source === "string" ? node.source : undefined;
  if (typeof value === "string") return { kind: "scalar", at, value, text: value };
  const kept = typeof value === "number" || typeof value === "boolean" ? value : null;
  return { kind: "scalar", at, value: kept, text: source ?? String(value) };
}

function saidTwice(name: string, at: Origin, before: LocatedEntry): Diagnostic {
  const line = before.keyAt.kind === "file" ? before.keyAt.line : 0;
  return {
    severity: "error",
    code: "duplicate-key",
    what: `the key ${name} is there twice`,
    why: `it stands on line ${line} already, and only one of them can count`,
    fix: "remove one of them, or merge their values",
    at,
  };
}

function unknownAlias(name: string, at: Origin): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "unknown-alias",
    what: `*${name} is an alias, and nothing before it has the anchor &${name}`,
    why: "YAML takes a bare * for an alias",
    fix: `for a domain use quotes: "*${name.startsWith(".") ? name : ".wikipedia.org"}"`,
    at,
  });
}

function aliasBomb(at: Origin): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "alias-bomb",
    what: "the aliases make the file many times larger than it is written",
    why: "aliases of aliases grow without bound, so that a small file fills the memory",
    fix: "write the values out",
    at,
  });
}
