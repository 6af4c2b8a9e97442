import { commaParts } from "../config/flag-reader.ts";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { Generated } from "../generate.ts";
import { knownKinds } from "../schema/store.ts";

/**
 * What is left of the output under `--only KIND…`: resources and artifacts of these kinds, in the same order.
 *
 * @param values the flag's values: kinds in any case, repeated or parted by commas
 * @throws DiagnosticError for a kind that does not exist, and when nothing is left
 */
export function onlyKinds(generated: Generated, values: readonly string[]): Generated {
  const wanted = new Set(commaParts(values).map((word) => canonicalKind(word)));
  const resources = generated.resources.filter(({ manifest }) => wanted.has(manifest.kind));
  const artifacts = generated.artifacts.filter(({ kind }) => wanted.has(kind));
  if (resources.length + artifacts.length === 0) throw nothingLeft(generated, [...wanted]);
  return { ...generated, resources, artifacts };
}

/** Kinds that there are schemas for, and the values of Helm, which are none. */
function canonicalKind(word: string): string {
  const kinds = ["HelmValues", ...Object.keys(knownKinds()).map((key) => key.slice(key.indexOf("/") + 1))];
  const found = kinds.find((kind) => kind.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  const meant = didYouMean(word, kinds);
  throw new DiagnosticError({
    severity: "error",
    code: "unknown-kind",
    what: `"${word}" is not a kind that wildegress makes`,
    why: "--only takes kinds of Kubernetes and Istio, in any case",
    fix: meant === undefined ? `use one of: ${[...new Set(kinds)].sort().join(", ")}` : `did you mean ${meant}?`,
    at: originOf(word),
  });
}

function nothingLeft({ resources, artifacts }: Generated, wanted: readonly string[]): DiagnosticError {
  const there = new Set([...resources.map(({ manifest }) => manifest.kind), ...artifacts.map(({ kind }) => kind)]);
  return new DiagnosticError({
    severity: "error",
    code: "nothing-left",
    what: `there is no ${wanted.join(" or ")} in this output`,
    why: `it has: ${[...there].sort().join(", ")}`,
    fix: "name one of these, or leave --only out",
    at: originOf(wanted.join(",")),
  });
}

function originOf(value: string): Origin {
  return { kind: "flag", flag: "--only", value };
}
