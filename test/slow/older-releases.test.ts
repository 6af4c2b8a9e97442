import { beforeAll, describe, expect, it } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { render } from "../../src/output/formats.ts";
import { isRefusedByCheck, problemsOf } from "../support/check-value.ts";
import { carriers, edgeCases } from "../support/edge-values.ts";
import { goldenCases, goldenWorld } from "../support/golden-worlds.ts";
import {
  buildJudge,
  isRefused,
  type JudgedIstio,
  judge,
  OLDER_ISTIOS,
  stored,
  type Verdict,
} from "../support/judge.ts";
import { inServedVersion, mutations } from "../support/judged-manifests.ts";
import { type CorpusManifest, corpus, manifestsOf } from "../support/manifest-files.ts";
import { isThere } from "./needed-program.ts";

/** Mutations for each release, and where they begin: `JUDGE_OLDER_RUNS=5000 JUDGE_SEED=7 npm run test:slow`. */
const RUNS = Number(process.env.JUDGE_OLDER_RUNS ?? 300);
const SEED = Number(process.env.JUDGE_SEED ?? 1);
/** Of the fields with values at the edge, one in so many is asked about; `JUDGE_OLDER_EDGES=1` asks about all. */
const EDGES = Number(process.env.JUDGE_OLDER_EDGES ?? 20);

describe.runIf(isThere("go")).each(OLDER_ISTIOS)("wildegress check --istio $release.name and Istio $name", (istio) => {
  const manifests = [...corpus("accepted"), ...corpus("refused")].map(({ manifest }) =>
    inServedVersion(manifest, istio.release),
  );
  let verdicts: readonly Verdict[] = [];

  beforeAll(async () => {
    await compileValidators({ outDir: "dist/validators" });
    buildJudge(istio);
    verdicts = judge(manifests, istio);
  }, 1_200_000);

  it("say the same of every manifest of the corpus", () => {
    expect(manifests.filter((manifest, index) => differs(manifest, verdicts[index], istio))).toEqual([]);
    const refused = verdicts.filter(isRefused).length;
    expect(Math.min(refused, verdicts.length - refused)).toBeGreaterThan(100);
  });

  it("warn of the same manifests of the corpus", () => {
    const different = manifests.filter((manifest, index) => {
      const verdict = verdicts[index] ?? {};
      if (isAhead(manifest, istio.ahead) || hasPatchValue(manifest)) return false;
      if (isRefused(verdict) || isRefusedByCheck(manifest, istio.release)) return false;
      return warns(verdict) !== problemsOf(manifest, istio.release).some(({ rule }) => rule.level === "warning");
    });
    expect(different.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  it("say the same of fields with values at the edge", () => {
    const whole = stored(
      carriers().map((manifest) => inServedVersion(manifest, istio.release)),
      istio,
    );
    const refused = judge(whole, istio).map(isRefused);
    const among = whole.filter((_manifest, index) => !refused[index]);
    const kinds = [...new Set(among.map(({ kind }) => kind))];
    const cases = kinds
      .flatMap((kind) => edgeCases(kind, among))
      .filter((_case, index) => index % EDGES === SEED % EDGES);
    const judged = judge(
      cases.map(({ manifest }) => manifest),
      istio,
    );
    const different = cases.filter(({ manifest }, index) => differs(Object(manifest), judged[index], istio));
    expect(different.map(({ field, value }) => `${field} ${value}`)).toEqual([]);
  }, 1_200_000);

  it(`say the same of ${RUNS} manifests with one or two random mutations`, () => {
    const mutated = mutations(manifests, verdicts, { runs: RUNS, seed: SEED });
    const judged = judge(
      mutated.map(({ manifest }) => manifest),
      istio,
    );
    const different = mutated.filter(({ manifest }, index) => differs(manifest, judged[index], istio));
    expect(different.map(({ manifest, change }) => ({ change, manifest: JSON.stringify(manifest) }))).toEqual([]);
  }, 1_200_000);

  it("the release takes what gen makes for it", async () => {
    const made = (await Promise.all(goldenCases().map((name) => madeFor(name, istio)))).flat();
    expect(made.length).toBeGreaterThan(20);
    const refused = judge(made, istio).flatMap((verdict, index) =>
      isRefused(verdict) ? [{ manifest: JSON.stringify(made[index]), verdict }] : [],
    );
    expect(refused).toEqual([]);
  });
});

/** test/check/differences.yaml has the reasons for what is left out. */
function differs(manifest: object, verdict: Verdict = {}, { release, name, ahead = [] }: JudgedIstio): boolean {
  if (isAhead(manifest, ahead)) return false;
  if (isRefused(verdict) === isRefusedByCheck(manifest, release)) return false;
  if (isRefused(verdict) && hasPatchValue(manifest)) return false;
  const errors = problemsOf(manifest, release).filter(({ rule }) => rule.level === "error");
  const unknownOnly = errors.length > 0 && errors.every(({ rule }) => rule.id === "unknown-field");
  return !(name === "1.10-dev" && JSON.stringify(manifest).includes('"kind":"EnvoyFilter"') && unknownOnly);
}

/** What older releases know of Envoy's types is known in part: check may be silent where they refuse, and never refuses what they take. */
function hasPatchValue(manifest: object): boolean {
  return /"kind":"EnvoyFilter".*"patch":\{[^}]*"value":/s.test(JSON.stringify(manifest));
}

function isAhead(manifest: object, words: readonly string[] = []): boolean {
  const text = JSON.stringify(manifest);
  return words.some((word) => text.includes(`"${word}"`));
}

/** Whether istiod warns of more than what check has as a note, or leaves to the types of Envoy. */
function warns({ warnings = [] }: Verdict): boolean {
  return warnings.some((warning) => !/^EnvoyFilter exposes|^Envoy filter: (unknown|can't unmarshal)/.test(warning));
}

/** What gen makes of a golden case for another release; nothing, where that cannot be made there. */
async function madeFor(name: string, istio: JudgedIstio): Promise<CorpusManifest[]> {
  try {
    const world = await goldenWorld(name, istio.release.name);
    return manifestsOf(render(world, "yaml")).filter(({ apiVersion }) =>
      /^(networking|security|telemetry)\.istio\.io\//.test(apiVersion),
    );
  } catch (error) {
    if (error instanceof DiagnosticError) return [];
    throw error;
  }
}
