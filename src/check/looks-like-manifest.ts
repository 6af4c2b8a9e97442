import { isMap } from "../schema/problems.ts";

/**
 * Whether a document that was found in a folder is meant to be a manifest. A folder holds other YAML as well: the values of a chart, the settings
 * of a tool. Who forgets both apiVersion and kind has written metadata or a spec all the same.
 */
export function looksLikeManifest(value: unknown): boolean {
  if (!isMap(value)) return false;
  if ("apiVersion" in value || "kind" in value) return true;
  return isMap(value.metadata) || isMap(value.spec);
}
