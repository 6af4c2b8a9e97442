import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestDocument } from "../../documents/parse-documents.ts";
import { placedFinding } from "../../documents/placed-finding.ts";
import { checkSchema } from "../../schema/schema-check.ts";
import type { ConfigObject } from "./config-object.ts";

/** Kinds of Kubernetes are read for a few fields only: what a newer release added to them, or does not serve any more, is no matter here. */
const NO_MATTER = new Set(["unknown-field", "api-version-not-served", "kind-not-served", "unknown-kind"]);

/**
 * Why the API server would not take an object, as `validate` says it: of such a one nobody can tell what it does.
 *
 * @param release "1.24"
 */
export function objectFindings(
  { value, apiVersion }: ConfigObject,
  document: ManifestDocument,
  base: readonly (string | number)[],
  release: string,
): Diagnostic[] {
  const strict = /^[a-z]+\.istio\.io\//.test(apiVersion);
  return checkSchema(value, release)
    .filter(({ code }) => strict || !NO_MATTER.has(code))
    .map((finding) => placedFinding(finding, base, document));
}
