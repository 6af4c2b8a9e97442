import { beforeAll, describe, expect, it } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { pathText } from "../../src/schema/quoted.ts";
import { isRefusedByCheck, problemsOf } from "../support/check-value.ts";
import { carriers, edgeCases } from "../support/edge-values.ts";
import { buildJudge, isRefused, judge, type Verdict } from "../support/judge.ts";
import { mutations } from "../support/judged-manifests.ts";
import { type CorpusManifest, corpus, goldenManifests } from "../support/manifest-files.ts";
import { randomNumbers } from "../support/mutate.ts";
import { RandomPatches } from "../support/patch-values.ts";
import { isThere, runToEnd } from "./needed-program.ts";

/** Mutations that are tried, and where they begin: `JUDGE_RUNS=10000 JUDGE_SEED=7 npm run test:slow`. */
const RUNS = Number(process.env.JUDGE_RUNS ?? 600);
const SEED = Number(process.env.JUDGE_SEED ?? 1);
/** Of the fields with values at the edge, one in so many is asked about; `JUDGE_EDGES=1` asks about all. */
const EDGES = Number(process.env.JUDGE_EDGES ?? 5);
/** One in so many of the corpus is shown to istioctl itself. */
const SAMPLE = 20;

describe.runIf(isThere("go"))("wildegress check and a cluster with Istio", () => {
  beforeAll(async () => {
    await compileValidators({ outDir: "dist/validators" });
    buildJudge();
  }, 1_200_000);

  it("say the same of every manifest that the corpus says is good", () => {
    const good = corpus("accepted").map(({ manifest }) => manifest);
    expect(disagreements(good, judge(good), false)).toEqual([]);
  });

  it("say the same of every manifest that the corpus says is bad", () => {
    const bad = corpus("refused").map(({ manifest }) => manifest);
    expect(disagreements(bad, judge(bad), true)).toEqual([]);
  });

  it("warn of the same manifests of the corpus", () => {
    const good = corpus("accepted").map(({ manifest }) => manifest);
    const verdicts = judge(good);
    const different = good.filter((manifest, index) => {
      const theirs = (verdicts[index]?.warnings ?? []).some((warning) => !/^EnvoyFilter exposes/.test(warning));
      return theirs !== problemsOf(manifest).some(({ rule }) => rule.level === "warning");
    });
    expect(different.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  it.each([...new Set(carriers().map(({ kind }) => kind))].sort())(
    "say the same of every field of %s with values at the edge",
    (kind) => {
      const cases = edgeCases(kind).filter((_case, index) => index % EDGES === SEED % EDGES);
      const verdicts = judge(cases.map(({ manifest }) => manifest));
      const different = cases.filter(
        ({ manifest }, index) => isRefused(verdicts[index] ?? {}) !== isRefusedByCheck(manifest),
      );
      expect(different.map(({ field, value }) => `${field} ${value}`)).toEqual([]);
    },
    600_000,
  );

  it(`say the same of ${RUNS} manifests with one or two random mutations`, () => {
    const good = [...corpus("accepted").map(({ manifest }) => manifest), ...goldenManifests()];
    const mutated = mutations(good, judge(good), { runs: RUNS, seed: SEED });
    const verdicts = judge(mutated.map(({ manifest }) => manifest));
    const different = mutated.filter(
      ({ manifest }, index) => isRefused(verdicts[index] ?? {}) !== isRefusedByCheck(manifest),
    );
    expect(different.map(({ manifest, change }) => ({ change, manifest: JSON.stringify(manifest) }))).toEqual([]);
  }, 1_200_000);

  it(`say the same words of ${RUNS} random values of patch.value`, () => {
    const random = new RandomPatches(randomNumbers(SEED));
    const patches = Array.from({ length: RUNS }, () => random.next());
    const verdicts = judge(patches);
    const different = patches.filter((manifest, index) => !saysTheSame(verdicts[index] ?? {}, manifest));
    expect(different.map((manifest) => JSON.stringify(manifest))).toEqual([]);
  }, 1_200_000);

  it.runIf(isThere("istioctl"))(
    "and the judge says what istioctl says, of a part of the corpus",
    () => {
      const all = [...corpus("accepted"), ...corpus("refused")].map(({ manifest }) => manifest);
      const some = all.filter((_manifest, index) => index % SAMPLE === 0);
      const verdicts = judge(some);
      const different = some.filter((manifest, index) => {
        // istioctl knows no CRDs: of the judge's words those of istiod count.
        const { parse = [], errors = [], schema = [] } = verdicts[index] ?? {};
        if (schema.length > 0) return false;
        const { code } = runToEnd("istioctl", ["validate", "-f", "-"], JSON.stringify(manifest));
        return (code !== 0) !== parse.length + errors.length > 0;
      });
      expect(different.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    },
    600_000,
  );
});

/** Whether check says of a patch what istiod says, which is of many things the first it comes by. Its words name no field. */
function saysTheSame(verdict: Verdict, manifest: object): boolean {
  const found = problemsOf(manifest).map(({ rule, problem: { path, says } }) => ({
    level: rule.level,
    says: says.slice(pathText(path).length + 2),
  }));
  const says = (level: string): string[] => found.filter((one) => one.level === level).map((one) => one.says);
  const [errors, warnings] = [says("error").map(evened), oneOfUntyped(says("warning")).map(evened)];
  const theirErrors = [...(verdict.parse ?? []), ...(verdict.errors ?? [])];
  if (theirErrors.length > 0 || errors.length > 0) {
    return theirErrors.length > 0 && theirErrors.every((words) => errors.includes(evened(words)));
  }
  const theirs = (verdict.warnings ?? []).filter((warning) => !/^EnvoyFilter exposes/.test(warning));
  return theirs.length > 0 === warnings.length > 0 && theirs.every((words) => warnings.includes(evened(words)));
}

/** Of all extensions without typed_config istiod makes one sentence. */
function oneOfUntyped(warnings: readonly string[]): string[] {
  const start = "using deprecated types by name without typed_config; ";
  const untyped = warnings.filter((words) => words.startsWith(start)).map((words) => words.slice(start.length));
  const others = warnings.filter((words) => !words.startsWith(start));
  return untyped.length === 0 ? others : [...others, `${start}${untyped.join(", ")}`];
}

/** The judge cuts off space at the ends. */
function evened(words: string): string {
  return words.replace(/\s+/g, " ").trim();
}

function disagreements(manifests: readonly CorpusManifest[], verdicts: readonly Verdict[], refused: boolean): string[] {
  return manifests
    .map((manifest, index) => ({
      manifest,
      cluster: isRefused(verdicts[index] ?? {}),
      ours: isRefusedByCheck(manifest),
    }))
    .filter(({ cluster, ours }) => cluster !== refused || ours !== refused)
    .map(
      ({ manifest, cluster, ours }) => `${manifest.kind} ${manifest.metadata.name}: cluster ${cluster}, check ${ours}`,
    );
}
