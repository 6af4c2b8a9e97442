import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { isManifestRule } from "../../src/check/rule.ts";
import { RULES } from "../../src/check/rules/registry.ts";
import { isRefusedByCheck, problemsOf } from "../support/check-value.ts";
import { corpus } from "../support/manifest-files.ts";

/** Which folder a manifest is in, a cluster has said: test/slow/judge.test.ts asks it again. */
const accepted = corpus("accepted");
const refused = corpus("refused");

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

test("there are hundreds of manifests, good and bad", () => {
  expect(accepted.length).toBeGreaterThan(200);
  expect(refused.length).toBeGreaterThan(300);
});

test("what a cluster accepts is accepted", () => {
  const wrong = accepted.filter(({ manifest }) => isRefusedByCheck(manifest));
  expect(wrong.map(({ file, manifest }) => `${file} ${manifest.metadata.name}`)).toEqual([]);
});

test("what a cluster refuses is refused", () => {
  const wrong = refused.filter(({ manifest }) => !isRefusedByCheck(manifest));
  expect(wrong.map(({ file, manifest }) => `${file} ${manifest.metadata.name}`)).toEqual([]);
});

/** What newer CRDs refuse before istiod sees it, or what only older releases say: test/check/rules has examples, for older releases. */
const OLD = [
  "port-level-mtls",
  "proxy-config",
  "service-entry-target-port",
  "telemetry-providers",
  "telemetry-tracing",
  "workload-selector",
];

test("every rule of the layer admission finds something in it", () => {
  const found = new Set(
    [...accepted, ...refused].flatMap(({ manifest }) => problemsOf(manifest).map(({ rule }) => rule.id)),
  );
  const idle = RULES.filter(isManifestRule).filter(
    ({ id, layer }) => layer === "admission" && !found.has(id) && !OLD.includes(id),
  );
  expect(idle.map(({ id }) => id)).toEqual(["direct-response-large"]);
});
