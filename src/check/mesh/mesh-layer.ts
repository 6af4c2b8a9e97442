import type { Release } from "../../istio/release.ts";
import type { FieldPath, FieldRef } from "../../model/world/config-object.ts";
import { pathText } from "../../schema/quoted.ts";
import type { PlacedProblem } from "../file-findings.ts";
import type { Place } from "../finding.ts";
import { isMeshRule, type Layer, type Rule } from "../rule.ts";
import { RULES } from "../rules/registry.ts";
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
  const { place, field } = placeOf(at);
  return {
    place,
    field,
    says: place.path === "" ? says : `${place.path}: ${says}`,
    why,
    fix,
    level,
    related: related.map(({ ref, words }) => ({ ...placeOf(ref).place, words })),
  };
}

/** Where a field stands, and which it is in the manifest that was read. */
function placeOf({ object, path }: FieldRef): { readonly place: Place; readonly field: FieldPath } {
  const { file, line, column, endColumn = column + 1, field = path } = object.locate(path);
  return { place: { file, line, column, endColumn, path: field.length === 0 ? "" : pathText(field) }, field };
}
