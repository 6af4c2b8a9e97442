import type { Path, Problem } from "../rule.ts";
import { isLabel } from "./names.ts";

export interface ExportTo {
  readonly exportTo: readonly string[];
  readonly namespace: string;
  /** A ServiceEntry may be for nobody (`~`). */
  readonly nobodyAllowed: boolean;
  /** A DestinationRule with a workloadSelector stays in its namespace. */
  readonly ownNamespaceOnly: boolean;
}

const PATH = ["spec", "exportTo"];

/** What Istio has against a list of namespaces that a resource is visible in (validateExportTo). */
export function* exportToProblems({
  exportTo,
  namespace,
  nobodyAllowed,
  ownNamespaceOnly,
}: ExportTo): Generator<Problem> {
  const seen = new Map<string, Path>();
  for (const [index, entry] of exportTo.entries()) {
    const key = entry === "." ? namespace : entry;
    const path = [...PATH, index];
    const first = seen.get(key);
    if (first !== undefined) {
      const says =
        entry === "."
          ? `duplicate entries in exportTo: . and current namespace ${namespace}`
          : `duplicate entries in exportTo for entry ${entry}`;
      // Only what is written alike: whether a namespace or "." stays is for the author to say.
      const same = exportTo.indexOf(entry) < index ? ({ repair: { kind: "remove" } } as const) : {};
      yield { path, says, related: [{ path: first, words: "the first of the two" }], ...same };
      continue;
    }
    const problem = nobodyAllowed && entry === "~" ? undefined : entryProblem(key);
    if (problem === undefined) seen.set(key, path);
    else yield { path, says: problem };
  }
  if (ownNamespaceOnly && seen.size > 0) {
    if (!seen.has(namespace)) {
      yield {
        path: PATH,
        says: "destination rule with workload selector cannot have exportTo beyond current namespace",
      };
    } else if (seen.size > 1) {
      yield { path: PATH, says: "destination rule with workload selector cannot have multiple entries in exportTo" };
    }
  }
  if (exportTo.length < 2) return;
  if (seen.has("*"))
    yield { path: PATH, says: "cannot have both public (*) and non-public exportTo values for a resource" };
  if (seen.has("~")) yield { path: PATH, says: "cannot export service entry to no one (~) and someone" };
}

function entryProblem(entry: string): string | undefined {
  if (entry === "*") return undefined;
  if (entry === "~") return "exportTo ~ (none) is not allowed for Istio configuration objects";
  return isLabel(entry) ? undefined : "only .,*, or a valid DNS 1123 label is allowed as exportTo entry";
}
