import { clearlyMeant } from "../diagnostics/clearly-meant.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { SchemaFinding } from "./finding.ts";
import { limitFinding } from "./limit-finding.ts";
import { findProblems, isMap, own, type Path, type Problem } from "./problems.ts";
import { pathText, quoted } from "./quoted.ts";
import type { Repair } from "./repair.ts";
import { availability, describeAvailability } from "./served.ts";
import { type KindSchemas, resolveRef, type Schema, type SchemaRun } from "./store.ts";
import { typeFinding } from "./type-finding.ts";
import { valueAt } from "./value-at.ts";

/** What a problem is seen from. */
export interface Standpoint {
  readonly kind: KindSchemas;
  readonly kindName: string;
  readonly run: SchemaRun;
  readonly release: string;
  readonly manifest: unknown;
}

/** Turns a problem into words: what, why, and what to do. */
export function explain(problem: Problem, from: Standpoint): SchemaFinding {
  switch (problem.kind) {
    case "unknown-field":
      return unknownField(problem.path, problem.name, problem.schema, from);
    case "missing-field":
      return {
        path: problem.path,
        code: "missing-field",
        what: `${pathText(problem.path)} lacks ${quoted(problem.name)}`,
        why: `${subject(from)} requires it`,
        fix: `add ${problem.name}`,
      };
    case "wrong-type":
      return typeFinding(problem.path, problem.expected, problem.value, subject(from));
    case "not-allowed":
      return notAllowed(problem.path, problem.allowed, problem.value, from);
    case "pattern":
      return {
        path: problem.path,
        code: "bad-pattern",
        what: `${pathText(problem.path)} is ${quoted(problem.value)}, which has the wrong form`,
        why: `${subject(from)} wants it to match ${problem.pattern}`,
        fix: "write it in that form",
      };
    case "limit":
      return limitFinding(problem.path, problem.keyword, problem.limit, problem.actual, subject(from));
    case "exclusive":
      return {
        path: problem.path,
        code: "exclusive-fields",
        what: `${pathText(problem.path)} has ${problem.names.map(quoted).join(" and ")}, and may have only one of them`,
        why: `${subject(from)} refuses more than one`,
        fix: `keep one of ${problem.names.join(", ")}`,
      };
    case "no-alternative":
      return {
        path: problem.path,
        code: "no-alternative",
        what: `${pathText(problem.path)} fits none of the forms that it may have`,
        why: `${subject(from)} refuses it`,
        fix: "compare it with the reference of the field",
      };
  }
}

function unknownField(parent: Path, name: string, schema: Schema, from: Standpoint): SchemaFinding {
  const names = Object.keys(schema.properties ?? {});
  const path = [...parent, name];
  const having = runsWith(from, parent, (candidate) => own(candidate.properties, name) !== undefined);
  const when = describeAvailability(availability(having, from.release));
  return {
    path,
    code: "unknown-field",
    what: `unknown field ${quoted(name)} in ${pathText(parent)}`,
    why:
      when === undefined
        ? `${subject(from)} has no such field and would ignore it or refuse the whole`
        : `the field ${when}, and your target is Istio ${from.release}`,
    fix: fixForUnknown(parent, name, names, when, from),
    repair: when === undefined ? renameFor(parent, name, schema, from) : undefined,
  };
}

/** The field that was clearly meant, where it is not there yet, takes the value, and is meant by no second one. */
function renameFor(parent: Path, name: string, { properties = {} }: Schema, from: Standpoint): Repair | undefined {
  const names = Object.keys(properties);
  const to = clearlyMeant(name, names);
  const meant = to === undefined ? undefined : own(properties, to);
  const map = valueAt(from.manifest, parent);
  if (to === undefined || meant === undefined || !isMap(map) || Object.hasOwn(map, to)) return undefined;
  const unknown = Object.keys(map).filter((key) => !names.includes(key));
  if (unknown.filter((key) => clearlyMeant(key, names) === to).length > 1) return undefined;
  return findProblems(from.kind, meant, map[name]).length === 0 ? { kind: "rename", to } : undefined;
}

function fixForUnknown(
  parent: Path,
  name: string,
  names: readonly string[],
  when: string | undefined,
  from: Standpoint,
): string {
  if (when !== undefined) return "leave it out, or name a target that has it with --istio";
  const meant = didYouMean(name, names);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const below = parent.length === 0 ? fieldBelow(name, from) : undefined;
  if (below !== undefined) return below;
  if (names.length === 0) return "leave it out: there are no fields here";
  return names.length > 25 ? "leave it out" : `leave it out; the fields here are ${[...names].sort().join(", ")}`;
}

/** For a field at the top of a document that belongs below spec or metadata. */
function fieldBelow(name: string, from: Standpoint): string | undefined {
  for (const part of ["spec", "metadata"]) {
    const names = Object.keys(schemaAt(from.kind, from.run, [part])?.properties ?? {});
    const meant = names.includes(name) ? name : didYouMean(name, names);
    if (meant !== undefined) return `did you mean ${part}.${meant}?`;
  }
  return undefined;
}

function notAllowed(path: Path, allowed: readonly unknown[], value: unknown, from: Standpoint): SchemaFinding {
  const having = runsWith(from, path, (candidate) => candidate.enum?.includes(value) === true);
  const when = describeAvailability(availability(having, from.release));
  const words = allowed.filter((one) => one !== null).map(String);
  const meant = typeof value === "string" ? didYouMean(value, words) : undefined;
  return {
    path,
    code: "not-allowed-value",
    what: `${pathText(path)} is ${quoted(value)}, which is not one of its values`,
    why:
      when === undefined
        ? `${subject(from)} knows ${words.join(", ")}`
        : `${quoted(value)} ${when}, and your target is Istio ${from.release}`,
    fix: when === undefined && meant !== undefined ? `did you mean ${meant}?` : `write one of ${words.join(", ")}`,
    repair: when === undefined && typeof value === "string" ? otherCase(value, words) : undefined,
  };
}

/** A value that is right but for capitals: `passthrough`. */
function otherCase(value: string, words: readonly string[]): Repair | undefined {
  const [to, ...more] = words.filter((word) => word.toLowerCase() === value.toLowerCase());
  return to === undefined || more.length > 0 ? undefined : { kind: "replace", to };
}

/** Runs of the kind in whose schema, at a path, something holds. */
function runsWith(from: Standpoint, path: Path, holds: (schema: Schema) => boolean): SchemaRun[] {
  return from.kind.roots.filter((run) => {
    const schema = schemaAt(from.kind, run, path);
    return schema !== undefined && holds(schema);
  });
}

function schemaAt(kind: KindSchemas, run: SchemaRun, path: Path): Schema | undefined {
  let schema: Schema | undefined = resolveRef(kind, { $ref: run.root });
  for (const step of path) {
    const { additionalProperties }: Schema = schema;
    const next: Schema | undefined =
      typeof step === "number"
        ? schema.items
        : (own(schema.properties, step) ??
          (isMap(additionalProperties) ? (additionalProperties as Schema) : undefined));
    if (next === undefined) return undefined;
    schema = resolveRef(kind, next);
  }
  return schema;
}

/** "Istio 1.24's ServiceEntry", "Kubernetes 1.30's Service". */
function subject(from: Standpoint): string {
  return `${from.run.of ?? `Istio ${from.release}`}'s ${from.kindName}`;
}
