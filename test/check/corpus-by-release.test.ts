import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ALL_RELEASES, parseRelease } from "../../src/istio/release.ts";
import { problemsOf } from "../support/check-value.ts";
import { inServedVersion } from "../support/judged-manifests.ts";
import { type CorpusManifest, corpus } from "../support/manifest-files.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** What istiod and the API server look at changed from release to release; test/slow/older-releases.test.ts holds seven of them against the real ones. */
test("the releases that refuse a manifest of the corpus, and those that warn of it", async () => {
  const lines = (["accepted", "refused"] as const).flatMap((verdict) =>
    corpus(verdict).map(({ file, manifest }) => `${verdict}/${file} ${manifest.metadata.name}: ${history(manifest)}`),
  );
  await expect(`${lines.filter((line) => line.includes(", ")).join("\n")}\n`).toMatchFileSnapshot(
    "corpus/by-release.txt",
  );
});

/** `1.5 refused, 1.10 accepted, 1.22 warned of`: each from the release named. */
function history(manifest: CorpusManifest): string {
  let last = "";
  const changes: string[] = [];
  for (const name of ALL_RELEASES) {
    const word = wordFor(manifest, name);
    if (word !== last) changes.push(`${name} ${word}`);
    last = word;
  }
  return changes.join(", ");
}

function wordFor(manifest: CorpusManifest, name: string): string {
  const release = parseRelease(name);
  const levels = problemsOf(inServedVersion(manifest, release), release).map(({ rule }) => rule.level);
  if (levels.includes("error")) return "refused";
  return levels.includes("warning") ? "warned of" : "accepted";
}
