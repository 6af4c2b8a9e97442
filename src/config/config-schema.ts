import { createRequire } from "node:module";
import { join } from "node:path";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { packageRoot } from "../package-root.ts";
import { type Located, plainData } from "./located.ts";
import { describeSchemaError } from "./schema-error.ts";
import { MAX_PROBLEMS } from "./yaml-problems.ts";

let validator: ValidateFunction | undefined;

/**
 * What is wrong with a file by schemas/wildegress.schema.json, each with its line and column; empty when nothing is.
 * The schema was compiled by scripts/config-validator.mjs.
 */
export async function validateConfig(root: Located): Promise<Diagnostic[]> {
  validator ??= loadValidator();
  if (validator(plainData(root))) return [];
  const errors: ErrorObject[] = validator.errors ?? [];
  return errors.slice(0, MAX_PROBLEMS).map((error) => describeSchemaError(error, root));
}

function loadValidator(): ValidateFunction {
  const require = createRequire(join(packageRoot(), "package.json"));
  return require("./dist/config-validator.cjs") as ValidateFunction;
}
