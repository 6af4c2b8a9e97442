import { isMap } from "../../schema/problems.ts";
import { type ParsedSuppression, parseSuppression } from "./suppression.ts";

/** On a manifest: `wildegress.io/ignore: "WE0042: reason"`; several are parted by semicolons or line breaks. */
export const IGNORE_ANNOTATION = "wildegress.io/ignore";
export const IGNORE_PATH = ["metadata", "annotations", IGNORE_ANNOTATION] as const;

/** What the annotation of a manifest suppresses, or would. */
export function ignoreAnnotation(manifest: unknown): ParsedSuppression[] {
  const metadata = isMap(manifest) ? manifest.metadata : undefined;
  const annotations = isMap(metadata) ? metadata.annotations : undefined;
  const text = isMap(annotations) ? annotations[IGNORE_ANNOTATION] : undefined;
  if (typeof text !== "string") return [];
  const parts = text.split(/[;\n]/).filter((part) => part.trim() !== "");
  return parts.length === 0 ? [{ wrong: "it names no rule" }] : parts.map((part) => parseSuppression(part.trim()));
}
