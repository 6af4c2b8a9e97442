import type { Release } from "../../istio/release.ts";
import type { FieldRef } from "../../model/world/config-object.ts";
import type { PlacedProblem } from "../file-findings.ts";
import type { RelatedPlace } from "../finding.ts";
import { isMeshRule, type Layer, type Rule } from "../rule.ts";
import { RULES } from "../rules/registry.ts";
import { pathText } from "../schema/quoted.ts";
import { CheckedMesh } from "./checked-mesh.ts";
import { type ConfText, confsIn } from "./conf-text.ts";
import type { MeshProblem } from "./mesh-rule.ts";
import type { WorldBuilder } from "./world-builder.ts";

export interface PlacedFinding {
  readonly rule: Rule;
  /** The object that is pointed at: what stands under `value` is the manifest itself. */
  readonly ref: FieldRef;
  readonly problem: PlacedProblem;
}

/** What is wrong with all manifests together. The same thing is said once, however many proxies it shows at. */
export function* meshFindings(
  builder: WorldBuilder,
  confFiles: readonly ConfText[],
  layers: ReadonlySet<Layer>,
  release: Release,
): Generator<PlacedFinding> {
  const { world, replaced } = builder;
  const mesh = new CheckedMesh({ world, release, replaced, confs: [...confFiles, ...confsIn(world)] });
  for (const rule of RULES) {
    if (!isMeshRule(rule) || !layers.has(rule.layer)) continue;
    const said = new Set<string>();
    for (const found of rule.meshProblems(mesh)) {
      const problem = placed(found);
      const { file, line, column } = problem.place;
      const key = `${file}:${line}:${column} ${problem.says}`;
      if (said.has(key)) continue;
      said.add(key);
      yield { rule, ref: found.at, problem };
    }
  }
}

function placed({ at, says, why, fix, level, related = [] }: MeshProblem): PlacedProblem {
  const { endColumn, field, ...place } = at.object.locate(at.path);
  const known = field ?? at.path;
  const words = known.length === 0 ? says : `${pathText(known)}: ${says}`;
  return {
    place: { ...place, endColumn: endColumn ?? place.column + 1, path: known.length === 0 ? "" : pathText(known) },
    field: known,
    says: words,
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
    ...(level === undefined ? {} : { level }),
    related: related.map(({ ref, words: text }) => relatedPlace(ref, text)),
  };
}

function relatedPlace({ object, path }: FieldRef, words: string): RelatedPlace {
  const { file, line, column, endColumn, field } = object.locate(path);
  const known = field ?? path;
  return {
    file,
    line,
    column,
    endColumn: endColumn ?? column + 1,
    path: known.length === 0 ? "" : pathText(known),
    words,
  };
}
