import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { checkSchema, hasSchema } from "../../src/schema/schema-check.ts";
import { knownKinds } from "../../src/schema/store.ts";
import { FLAT_CASES, KIND_CASES } from "./manifests.ts";

type Data = Record<string | number, unknown>;

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const cases = KIND_CASES.map(({ spec, wrong, ...identity }) => ({
  manifest: { ...identity, metadata: { name: "x" }, spec },
  wrong,
}));

test("there is a case for every kind", () => {
  const manifests: { apiVersion: unknown; kind: unknown }[] = [
    ...cases.map(({ manifest }) => manifest),
    ...FLAT_CASES.map(([{ apiVersion, kind }]) => ({ apiVersion, kind })),
  ];
  const covered = manifests.map(({ apiVersion, kind }) => `${groupOf(String(apiVersion))}/${kind}`);
  expect(covered.sort()).toEqual(Object.keys(knownKinds()).sort());
});

describe.each(
  cases.map(({ manifest, wrong }) => [`${manifest.apiVersion} ${manifest.kind}`, manifest, wrong] as const),
)("%s", (_name, manifest, wrong) => {
  test("valid", () => expect(checkSchema(manifest, "1.31")).toEqual([]));

  test.each(wrong.map(([path, value, code]) => [path.join("."), path, value, code] as const))(
    "%s is wrong",
    (_path, path, value, code) => {
      const broken = withValue(manifest, path, value);
      const findings = checkSchema(broken, "1.31");
      expect(findings.map((finding) => finding.code)).toEqual([code]);
      for (const { what, why, fix } of findings) for (const words of [what, why, fix]) expect(words).toMatch(/\S/);
    },
  );
});

test.each(FLAT_CASES)("%j", (manifest, wrong, code) => {
  expect(checkSchema(manifest, "1.31")).toEqual([]);
  expect(checkSchema({ ...manifest, ...wrong }, "1.31").map((finding) => finding.code)).toEqual([code]);
});

const entry = {
  apiVersion: "networking.istio.io/v1beta1",
  kind: "ServiceEntry",
  metadata: { name: "x" },
  spec: { hosts: ["a.example.com"], ports: [{ number: 443, name: "tls", protocol: "TLS" }], resolution: "NONE" },
};

describe("what a finding says", () => {
  test("did you mean", () => {
    expect(fixes({ ...entry, spec: { ...entry.spec, hostz: [] } }, "1.31")).toEqual(["did you mean hosts?"]);
    expect(fixes({ ...entry, exportTo: ["."] }, "1.31")).toEqual(["did you mean spec.exportTo?"]);
    expect(fixes({ ...entry, lables: {} }, "1.31")).toEqual(["did you mean metadata.labels?"]);
    expect(fixes({ ...entry, spec: { ...entry.spec, resolution: "dns" } }, "1.31")).toEqual(["did you mean DNS?"]);
    expect(fixes({ ...entry, kind: "ServiceEntri" }, "1.31")).toEqual(["did you mean ServiceEntry?"]);
  });

  test("quotes to add and to take away", () => {
    const ports = [{ number: "443", name: 443, protocol: "TLS" }];
    expect(fixes({ ...entry, spec: { ...entry.spec, ports } }, "1.31")).toEqual([
      "take the quotes away: 443",
      'put it in quotes: "443"',
    ]);
    expect(fixes({ ...entry, spec: { ...entry.spec, hosts: "a.b" } }, "1.31")).toEqual([
      'write a list with one entry: ["a.b"]',
    ]);
  });

  test("since when a field is there", () => {
    const older = {
      ...entry,
      spec: { ...entry.spec, ports: [{ number: 443, name: "tls", protocol: "TLS", targetPort: 8443 }] },
    };
    expect(checkSchema(older, "1.7")).toEqual([]);
    expect(whys(older, "1.6")).toEqual(["the field exists since Istio 1.7, and your target is Istio 1.6"]);
  });

  test("until when a field was there", () => {
    const filter = {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { name: "x" },
      spec: { workloadLabels: {} },
    };
    expect(checkSchema(filter, "1.5")).toEqual([]);
    expect(whys(filter, "1.6")).toEqual(["the field exists until Istio 1.5, and your target is Istio 1.6"]);
  });

  test("since when a value is there", () => {
    const dynamic = { ...entry, spec: { ...entry.spec, resolution: "DYNAMIC_DNS" } };
    expect(checkSchema(dynamic, "1.28")).toEqual([]);
    expect(whys(dynamic, "1.27")).toEqual(['"DYNAMIC_DNS" exists since Istio 1.28, and your target is Istio 1.27']);
  });

  test("since when a kind and a version are there", () => {
    const telemetry = { apiVersion: "telemetry.istio.io/v1alpha1", kind: "Telemetry", metadata: { name: "x" } };
    expect(checkSchema(telemetry, "1.10")).toEqual([]);
    expect(checkSchema(telemetry, "1.9")).toMatchObject([
      { code: "kind-not-served", why: "Telemetry exists since Istio 1.10" },
    ]);
    const v1 = { ...entry, apiVersion: "networking.istio.io/v1" };
    expect(checkSchema(v1, "1.22")).toEqual([]);
    expect(checkSchema(v1, "1.21")).toMatchObject([
      {
        code: "api-version-not-served",
        path: ["apiVersion"],
        fix: "write networking.istio.io/v1beta1 or networking.istio.io/v1alpha3",
      },
    ]);
    expect(checkSchema({ ...entry, apiVersion: "networking.istio.io/v7" }, "1.31")).toMatchObject([
      { code: "api-version-not-served" },
    ]);
  });

  test("which Kubernetes goes with the release", () => {
    const budget = { apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", metadata: { name: "x" } };
    expect(checkSchema(budget, "1.9")).toEqual([]);
    expect(whys(budget, "1.31")).toEqual(["policy/v1beta1 exists until Istio 1.18 (Kubernetes 1.23)"]);
  });
});

describe("what is no finding", () => {
  test("null, in Kubernetes' own kinds and as a creation timestamp", () => {
    const metadata = { name: "x", creationTimestamp: null };
    const template = {
      metadata: { creationTimestamp: null, labels: { a: "b" } },
      spec: { containers: [{ name: "c", image: "i", resources: null }] },
    };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { selector: { matchLabels: { a: "b" } }, template },
    };
    expect(checkSchema(deployment, "1.31")).toEqual([]);
    expect(checkSchema({ ...entry, metadata }, "1.31")).toEqual([]);
    expect(checkSchema({ ...entry, spec: { ...entry.spec, addresses: null } }, "1.31")).toMatchObject([
      { code: "wrong-type" },
    ]);
    expect(checkSchema({ ...deployment, spec: { ...deployment.spec, selector: null } }, "1.31")).toMatchObject([
      { code: "missing-field" },
    ]);
  });

  test("status, whatever is in it", () => {
    expect(checkSchema({ ...entry, status: { conditions: [1], validationMessages: {} } }, "1.31")).toEqual([]);
  });

  test("a kind that has no schema", () => {
    for (const [apiVersion, kind] of [
      ["batch/v1", "Job"],
      ["networking.istio.io/v1", "WorkloadEntry"],
      ["example.com/v1", "ServiceEntri"],
      ["v1", "constructor"],
      ["", "__proto__"],
    ] as const) {
      expect(hasSchema(apiVersion, kind)).toBe(false);
      expect(checkSchema({ apiVersion, kind, anything: [] }, "1.31")).toEqual([]);
    }
  });
});

test("a document that is no manifest", () => {
  for (const value of [null, 1, "text", [], ["a"]])
    expect(checkSchema(value, "1.31")).toMatchObject([{ code: "not-an-object" }]);
  expect(codes({}, "1.31")).toEqual(["missing-api-version", "missing-kind"]);
  expect(codes({ apiVersion: 1, kind: "Pod" }, "1.31")).toEqual(["missing-api-version"]);
  expect(codes({ ...entry, metadata: {} }, "1.31")).toEqual(["missing-name"]);
  expect(codes({ ...entry, metadata: { generateName: "x-" } }, "1.31")).toEqual([]);
});

test("a list of ten thousand mistakes makes a hundred findings and a word about the rest", () => {
  const hosts = Array.from({ length: 10_000 }, () => 1);
  const findings = checkSchema({ ...entry, spec: { ...entry.spec, hosts } }, "1.20");
  expect(findings).toHaveLength(101);
  expect(findings.at(-1)).toMatchObject({ code: "too-many-findings" });
});

function codes(manifest: unknown, release: string): string[] {
  return checkSchema(manifest, release).map(({ code }) => code);
}

function fixes(manifest: unknown, release: string): string[] {
  return checkSchema(manifest, release).map(({ fix }) => fix);
}

function whys(manifest: unknown, release: string): string[] {
  return checkSchema(manifest, release).map(({ why }) => why);
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "";
}

/** A copy with one place changed; undefined takes it out. */
function withValue(manifest: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(manifest) as Data;
  let parent = copy;
  for (const step of path.slice(0, -1)) {
    parent[step] ??= {};
    parent = parent[step] as Data;
  }
  const last = path.at(-1) ?? "";
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
