import type { Capability } from "../istio/capability.ts";
import type { Release } from "../istio/release.ts";
import { pathText } from "../schema/quoted.ts";
import { hasSchema } from "../schema/schema-check.ts";
import { ruleOf } from "./find-rule.ts";
import { type LaterLayers, laterProblems, type RuleProblem } from "./later-layers.ts";
import type { Layer } from "./rule.ts";
import { schemaVerdict } from "./schema-layer.ts";

export interface ManifestContext {
  readonly release: Release;
  readonly layers: ReadonlySet<Layer>;
  /** The layers after the schema, as loadLaterLayers makes them of `layers`. */
  readonly later: LaterLayers;
  has(capability: Capability): boolean;
}

export interface ManifestVerdict {
  readonly problems: readonly RuleProblem[];
  /** Whether there are schemas for its kind at all: without them nothing is known of it. */
  readonly checked: boolean;
  /** The manifest as the server stores it, without nulls; undefined where the server or istiod refuses it, or where it has no schema. */
  readonly stored: unknown;
}

/**
 * Everything that is wrong with one manifest. What its schema refuses goes no further, as in the API server: rules may take for granted that a
 * spec has the types that it must have.
 *
 * @param value plain data, as parsed
 */
export function checkManifest(value: unknown, context: ManifestContext): ManifestVerdict {
  const { findings, accepted, value: stored } = schemaVerdict(value, context.release.name);
  const problems: RuleProblem[] = [];
  if (context.layers.has("schema")) {
    for (const { code, what, repair, ...problem } of findings) {
      const part = code === "unknown-field" ? "key" : "value";
      problems.push({
        rule: ruleOf(code),
        problem: { ...problem, part, says: what, ...(repair === undefined ? {} : { repair }) },
      });
    }
  } else if (!accepted) {
    const [first] = findings;
    const says = `the schema refuses the manifest: ${first?.what ?? ""}`;
    problems.push({ rule: ruleOf("unreadable-manifest"), problem: { path: first?.path ?? [], says } });
  }
  if (!accepted) return { problems, checked: true, stored: undefined };
  const { apiVersion, kind } = value as { apiVersion: string; kind: string };
  if (!hasSchema(apiVersion, kind)) return { problems, checked: false, stored: undefined };
  let refused = false;
  for (const { rule, problem } of laterProblems(context.later, stored, context)) {
    refused ||= rule.level === "error" && (rule.layer === "cel" || rule.layer === "admission");
    problems.push({ rule, problem: { ...problem, says: `${pathText(problem.path)}: ${problem.says}` } });
  }
  return { problems, checked: true, stored: refused ? undefined : stored };
}
