import { kindKey, notServedFindings, schemaName, unknownKindFindings } from "./api-findings.ts";
import { explain } from "./explain.ts";
import type { SchemaFinding } from "./finding.ts";
import { findProblems, isMap, MAX_PROBLEMS } from "./problems.ts";
import { quoted } from "./quoted.ts";
import { isKnownRelease, runFor } from "./served.ts";
import { schemasOf, type ValidatorRun, validatorsOf } from "./store.ts";

export type { SchemaFinding } from "./finding.ts";

const runs = new Map<string, ValidatorRun | undefined>();

/** Loads the validators of kinds ahead of their use; without it they are loaded when the first of the kind comes. */
export function loadValidators(kinds: Iterable<{ readonly apiVersion: string; readonly kind: string }>): void {
  for (const { apiVersion, kind } of kinds) {
    const name = schemaName(apiVersion, kind);
    if (name !== undefined) validatorsOf(name);
  }
}

/** Whether there are schemas for the kind at all. A kind without any is nobody's fault: it is not checked. */
export function hasSchema(apiVersion: string, kind: string): boolean {
  return schemaName(apiVersion, kind) !== undefined;
}

/**
 * Checks one manifest against the schemas of an Istio release, and of the Kubernetes and the Gateway API that go with it.
 * Strict: a field that the schema does not have is a finding.
 *
 * @param manifest plain data, as parsed
 * @param release "1.24"
 * @returns what is wrong, in the order of the document; empty when nothing is, or when the kind has no schema
 */
export function checkSchema(manifest: unknown, release: string): SchemaFinding[] {
  if (!isKnownRelease(release)) throw new Error(`there are no schemas for Istio ${release}`);
  if (!isMap(manifest)) return [notAnObject(manifest)];
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    return [...missingIdentity("apiVersion", apiVersion), ...missingIdentity("kind", kind)];
  }
  const name = schemaName(apiVersion, kind);
  if (name === undefined) return unknownKindFindings(apiVersion, kind);
  const run = findRun(name, apiVersion, release);
  if (run === undefined) return notServedFindings(validatorsOf(name), apiVersion, kind, release);
  if (run.validate(manifest)) return missingName(manifest, apiVersion, kind);
  return whatIsWrong(name, manifest, apiVersion, kind, release);
}

function findRun(name: string, apiVersion: string, release: string): ValidatorRun | undefined {
  const key = `${name} ${apiVersion} ${release}`;
  if (!runs.has(key)) runs.set(key, runFor(validatorsOf(name), apiVersion, release));
  return runs.get(key);
}

function whatIsWrong(
  name: string,
  manifest: Readonly<Record<string, unknown>>,
  apiVersion: string,
  kindName: string,
  release: string,
): SchemaFinding[] {
  const kind = schemasOf(name);
  const run = runFor(kind.roots, apiVersion, release);
  if (run === undefined) throw new Error(`the validators of ${name} and its schemas differ: build again`);
  // Kubernetes reads null in its own kinds as if the field were not there.
  const value = name.startsWith("kubernetes.") ? withoutNulls(manifest) : manifest;
  const problems = findProblems(kind, { $ref: run.root }, value);
  const findings = problems.map((problem) => explain(problem, { kind, kindName, run, release, manifest: value }));
  if (problems.length >= MAX_PROBLEMS) findings.push(andMore(kindName));
  return findings.length === 0 ? missingName(manifest, apiVersion, kindName) : findings;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

function notAnObject(manifest: unknown): SchemaFinding {
  return {
    path: [],
    code: "not-an-object",
    what: `the document is ${quoted(manifest)}, and no manifest`,
    why: "a manifest is a map with apiVersion, kind and metadata",
    fix: "take it out, or write a manifest",
  };
}

function missingIdentity(field: "apiVersion" | "kind", value: unknown): SchemaFinding[] {
  if (typeof value === "string") return [];
  return [
    {
      path: value === undefined ? [] : [field],
      code: field === "kind" ? "missing-kind" : "missing-api-version",
      what: value === undefined ? `the document has no ${field}` : `${field} is ${quoted(value)}, and must be text`,
      why: "without it nobody knows what the document is",
      fix:
        field === "kind" ? "add for example kind: ServiceEntry" : "add for example apiVersion: networking.istio.io/v1",
    },
  ];
}

function missingName(manifest: Readonly<Record<string, unknown>>, apiVersion: string, kind: string): SchemaFinding[] {
  const { metadata } = manifest;
  if (isMap(metadata) && (isText(metadata.name) || isText(metadata.generateName))) return [];
  // istioctl reads it from a file; no API server ever sees it.
  if (kindKey(apiVersion, kind) === "install.istio.io/IstioOperator") return [];
  return [
    {
      path: ["metadata"],
      code: "missing-name",
      what: `the ${kind} has no name`,
      why: "the API server takes no resource without metadata.name",
      fix: "add metadata.name",
    },
  ];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function andMore(kindName: string): SchemaFinding {
  return {
    path: [],
    code: "too-many-findings",
    what: `the ${kindName} has more than ${MAX_PROBLEMS} findings; the rest is not shown`,
    why: "a list that long helps nobody",
    fix: "mend those above and run again",
  };
}
