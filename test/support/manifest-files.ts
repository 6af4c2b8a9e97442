import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ROOT } from "../docs/markdown.ts";
import { goldenCases } from "./golden-worlds.ts";

export interface CorpusManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The manifests of test/check/corpus that a cluster accepts, or refuses. */
export function corpus(
  verdict: "accepted" | "refused",
): { readonly file: string; readonly manifest: CorpusManifest }[] {
  const folder = join(ROOT, "test", "check", "corpus", verdict);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => manifestsOf(readFileSync(join(folder, file), "utf8")).map((manifest) => ({ file, manifest })));
}

/** Manifests of Istio's kinds in the golden files. */
export function goldenManifests(): CorpusManifest[] {
  return goldenCases()
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, "test", "golden", name, "expected.yaml"), "utf8");
      return text.startsWith("{") || !text.includes("apiVersion:") ? [] : manifestsOf(text);
    })
    .filter((manifest) => /^(networking|security|telemetry)\.istio\.io\//.test(String(manifest.apiVersion)));
}

/** The manifests in a text of YAML. */
export function manifestsOf(text: string): CorpusManifest[] {
  return parseAllDocuments(text, { version: "1.1" })
    .map((document): CorpusManifest | null => document.toJS())
    .filter((value) => value !== null && typeof value === "object");
}
