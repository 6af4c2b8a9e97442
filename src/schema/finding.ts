import type { Repair } from "./repair.ts";

/** What is wrong at one place of a manifest. */
export interface SchemaFinding {
  /** Names of fields and indices of lists, from the document's top. For an unknown field, the field itself. */
  readonly path: readonly (string | number)[];
  /** Stable kebab-case identifier; see docs/validate.md. */
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** What --fix of check may do at `path`. */
  readonly repair?: Repair | undefined;
}
