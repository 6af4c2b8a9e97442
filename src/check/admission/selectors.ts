import type { Path, Problem } from "../rule.ts";
import { quoted } from "./quoted.ts";

/** The two ways in which Istio's kinds select workloads: `workloadSelector.labels`, and `selector.matchLabels`. */
interface Selecting {
  readonly workloadSelector?: { readonly labels?: Labels; readonly matchLabels?: Labels };
  readonly selector?: { readonly matchLabels?: Labels };
}
type Labels = Readonly<Record<string, string>>;

/** Labels that a spec selects workloads by, and where they stand; undefined where it does not select. */
export interface SelectorLabels {
  readonly labels: Labels;
  readonly path: Path;
  /** Where the selector itself stands. */
  readonly selector: Path;
}

export function selectorOf(spec: unknown): SelectorLabels | undefined {
  const { workloadSelector, selector } = spec as Selecting;
  if (workloadSelector !== undefined) {
    const field = workloadSelector.matchLabels === undefined ? "labels" : "matchLabels";
    const path = ["spec", "workloadSelector"];
    return { labels: workloadSelector[field] ?? {}, path: [...path, field], selector: path };
  }
  if (selector === undefined) return undefined;
  const path = ["spec", "selector"];
  return { labels: selector.matchLabels ?? {}, path: [...path, "matchLabels"], selector: path };
}

/** Labels that select by nothing, or by a star: selectors are exact. */
export function* selectorProblems(spec: unknown): Generator<Problem> {
  const selector = selectorOf(spec);
  for (const [key, value] of Object.entries(selector?.labels ?? {})) {
    const path = [...(selector?.path ?? []), key];
    const shown = quoted(`${key}=${value}`);
    if (key === "") yield { path, part: "key", says: `empty key is not supported in selector: ${shown}` };
    if (key.includes("*")) yield { path, part: "key", says: `wildcard is not supported in selector: ${shown}` };
    else if (value.includes("*")) yield { path, says: `wildcard is not supported in selector: ${shown}` };
  }
}
