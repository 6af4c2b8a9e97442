import type {
  VirtualServiceAllowOrigins,
  VirtualServiceMatch,
} from "../../resources/types/virtual-service.generated.ts";
import type { Path, Problem } from "../rule.ts";

/** A rule of a VirtualService, of any of its three lists. */
export interface RouteRule {
  readonly name?: string | undefined;
  readonly match?: readonly object[] | undefined;
}

/**
 * Rules and conditions that never count, because one before them takes all that they would (analyzeUnreachableHTTPRules and its like).
 * Conditions are the same when they are the same but for their names.
 *
 * @param behind whether a rule with conditions behind one without is looked at
 */
export function* unreachableRules(rules: readonly RouteRule[], path: Path, behind: boolean): Generator<Problem> {
  const seen = new Map<string, { rule: number; path: Path }>();
  let catchAll: number | undefined;
  for (const [index, rule] of rules.entries()) {
    const at = [...path, index];
    const unused = (reason: string, related: Path): Problem => ({
      path: at,
      says: `virtualService rule ${ruleName(rule, index)} not used (${reason})`,
      related: [{ path: related, words: "this one takes what it would" }],
    });
    const matches = rule.match ?? [];
    if (matches.length === 0) {
      if (catchAll !== undefined) yield unused("only the last rule can have no matches", [...path, catchAll]);
      catchAll = index;
      continue;
    }
    let repeated = 0;
    let before: Path = at;
    for (const [number, match] of matches.entries()) {
      if (catchAll !== undefined && behind) {
        yield unused("route without matches defined before", [...path, catchAll]);
        continue;
      }
      const key = canonical(match);
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, { rule: index, path: [...at, "match", number] });
        continue;
      }
      repeated++;
      before = first.path;
      yield {
        path: [...at, "match", number],
        says: ineffective(rule, index, matchName(match, number), ruleName(rules[first.rule] ?? {}, first.rule)),
        related: [{ path: first.path, words: "the same condition before it" }],
      };
    }
    if (repeated === matches.length) yield unused("all matches used by prior rules", before);
  }
}

/** Each is compared with each: of more than these the rest is left alone. */
const MOST_COMPARED = 1000;

/** HTTP conditions by prefix of which an earlier one takes all of a later one (coveredValidation). */
export function* coveredPrefixes(rules: readonly RouteRule[], path: Path): Generator<Problem> {
  const found = prefixConditions(rules, path).slice(0, MOST_COMPARED);
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      if (one.prefix === other.prefix || !covers(one, other)) continue;
      const by = `${one.matchName} of prefix ${one.prefix} on ${one.ruleName}`;
      const says = `virtualService rule ${other.ruleName} match ${other.matchName} of prefix ${other.prefix} is not used (duplicate/overlapping match in rule ${by})`;
      yield { path: other.path, says, related: [{ path: one.path, words: "this prefix is shorter" }] };
    }
  }
}

interface PrefixCondition {
  readonly path: Path;
  readonly ruleName: string;
  readonly matchName: string;
  readonly prefix: string;
  readonly port: number;
  readonly texts: ReadonlyMap<string, string>;
  readonly counts: readonly number[];
}

function prefixConditions(rules: readonly RouteRule[], path: Path): PrefixCondition[] {
  const found: PrefixCondition[] = [];
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const matches = (rule.match ?? []) as readonly VirtualServiceMatch[];
    // Behind a rule without conditions nothing is looked at.
    if (matches.length === 0) break;
    for (const [number, match] of matches.entries()) {
      const key = canonical(match);
      const prefix = match.uri?.prefix ?? "";
      if (seen.has(key)) continue;
      seen.add(key);
      if (prefix === "") continue;
      found.push({
        path: [...path, index, "match", number],
        ruleName: ruleName(rule, index),
        matchName: matchName(match, number),
        prefix,
        port: match.port ?? 0,
        texts: textsOf(match),
        counts: [match.headers, match.queryParams, match.withoutHeaders].map((map) => Object.keys(map ?? {}).length),
      });
    }
  }
  return found;
}

/** What else a condition asks for, as texts that Istio compares. */
function textsOf(match: VirtualServiceMatch): ReadonlyMap<string, string> {
  const texts = new Map([
    ["method", exactOrPrefix(match.method) || "exact:GET"],
    ["authority", exactOrPrefix(match.authority)],
  ]);
  for (const field of ["headers", "queryParams", "withoutHeaders"] as const) {
    for (const [name, value] of Object.entries(match[field] ?? {})) texts.set(`${field} ${name}`, exactOrPrefix(value));
  }
  return texts;
}

function exactOrPrefix(value: VirtualServiceAllowOrigins | undefined): string {
  if (value?.exact) return `exact:${value.exact}`;
  return value?.prefix ? `prefix:${value.prefix}` : "";
}

function covers(one: PrefixCondition, other: PrefixCondition): boolean {
  if (!other.prefix.startsWith(one.prefix) || one.port !== other.port) return false;
  if (one.counts.some((count, index) => count !== other.counts[index])) return false;
  return [...one.texts].every(([name, text]) => {
    const theirs = other.texts.get(name);
    return theirs !== undefined && text.startsWith(theirs);
  });
}

function ineffective(rule: RouteRule, index: number, match: string, by: string): string {
  return `virtualService rule ${ruleName(rule, index)} match ${match} is not used (duplicate/overlapping match in rule ${by})`;
}

function ruleName(rule: RouteRule, index: number): string {
  return rule.name ? JSON.stringify(rule.name) : `#${index}`;
}

function matchName(match: object, number: number): string {
  return "name" in match && typeof match.name === "string" && match.name !== ""
    ? JSON.stringify(match.name)
    : `#${number}`;
}

/** The condition without its name, with its fields in a fixed order and without what counts as absent. */
function canonical(match: object): string {
  const { name: _name, ...rest } = match as Record<string, unknown>;
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
