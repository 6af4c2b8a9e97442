import type { FieldRef } from "../../model/world/config-object.ts";
import type { Level, RuleFacts } from "../rule.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

/** A field of another manifest that has to do with a problem. */
export interface RelatedField {
  readonly ref: FieldRef;
  /** What is there: "the older one". */
  readonly words: string;
}

/** What a rule finds among all manifests, at a field of one of them. */
export interface MeshProblem {
  readonly at: FieldRef;
  readonly says: string;
  /** In place of the rule's own. */
  readonly why?: string;
  readonly fix?: string;
  /** Below the rule's own, where less is certain. */
  readonly level?: Level;
  readonly related?: readonly RelatedField[];
}

/** A rule that looks at all manifests of a run together, whatever file they are in. */
export interface MeshRule extends RuleFacts {
  /** The kinds that it reads: `group/kind`, as in the schema store. */
  readonly kinds: readonly string[];
  meshProblems(mesh: CheckedMesh): Iterable<MeshProblem>;
}
