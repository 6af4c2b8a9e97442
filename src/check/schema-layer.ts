import { kindKey } from "../schema/api-findings.ts";
import type { SchemaFinding } from "../schema/finding.ts";
import { isMap } from "../schema/problems.ts";
import { pathText } from "../schema/quoted.ts";
import { checkSchema } from "../schema/schema-check.ts";
import { valueAt } from "../schema/value-at.ts";
import type { Path } from "./rule.ts";

/** What the schemas say of a manifest. */
export interface SchemaVerdict {
  readonly findings: readonly SchemaFinding[];
  /** Whether the manifest goes further: what the schema refuses, no later layer ever sees. */
  readonly accepted: boolean;
  /** The manifest without nulls, as the server stores it. */
  readonly value: unknown;
}

/**
 * Holds a manifest against the schemas of a release. A field that is null counts as absent, as it does in the API server
 * (PruneNonNullableNullsWithoutDefaults of k8s.io/apiextensions-apiserver); where its schema does not take null it gets a finding `null-value`.
 *
 * @param release "1.24"
 */
export function schemaVerdict(manifest: unknown, release: string): SchemaVerdict {
  const raw = checkSchema(manifest, release);
  if (raw.length === 0) return { findings: [], accepted: true, value: stored(manifest) };
  const value = stored(manifest);
  const unknown = raw.filter(({ code, path }) => code === "unknown-field" && valueAt(manifest, path) === null);
  const real = [...checkSchema(value, release), ...unknown];
  const nulls = raw
    .filter(({ code, path }) => code === "wrong-type" && valueAt(manifest, path) === null && !isInList(path))
    .map(({ path }) => nullValue(path));
  return { findings: [...real, ...nulls], accepted: real.length === 0, value };
}

/** `group/kind` of a manifest that has both, as rules name kinds. */
export function kindOf(manifest: unknown): string | undefined {
  if (!isMap(manifest) || typeof manifest.apiVersion !== "string" || typeof manifest.kind !== "string")
    return undefined;
  return kindKey(manifest.apiVersion, manifest.kind);
}

function nullValue(path: Path): SchemaFinding {
  return {
    path,
    code: "null-value",
    what: `${pathText(path)} has no value`,
    why: "the API server drops a field that is null, as if it had never been written",
    fix: "give it a value, or leave the field out",
  };
}

/** An object of its own for each manifest: two of them may be aliases of one. What is below is copied only where there are nulls. */
function stored(manifest: unknown): unknown {
  if (hasNulls(manifest) || !isMap(manifest)) return withoutNulls(manifest);
  return { ...manifest };
}

function hasNulls(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && Object.values(value).some(hasNulls);
}

/** Nulls in lists stay: there they are an entry, and the server refuses it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === null) continue;
    // A plain assignment to __proto__ would change what the map is.
    Object.defineProperty(kept, key, {
      value: withoutNulls(member),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return kept;
}

function isInList(path: Path): boolean {
  return typeof path.at(-1) === "number";
}
