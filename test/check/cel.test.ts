import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { deriveCel } from "../../scripts/schemas/derive-cel.mjs";
import { modulesAreThere } from "../../scripts/schemas/sources.mjs";
import { ISTIO_KINDS } from "../../src/check/admission/kinds.ts";
import { celProblems } from "../../src/check/cel/cel-layer.ts";
import { readExpression, syntaxError } from "../../src/check/cel/expression.ts";
import { parseRelease } from "../../src/istio/release.ts";
import { ROOT } from "../docs/markdown.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

interface CelFile {
  readonly runs: readonly {
    readonly from: string;
    readonly to: string;
    readonly source: string;
    readonly rules: readonly number[];
  }[];
  readonly rules: readonly { readonly path: readonly string[]; readonly rule: string; readonly message: string }[];
}

function celFile(kind: string): CelFile {
  return JSON.parse(readFileSync(join(ROOT, "schemas/istio/cel", `${kind.split("/")[1]}.json`), "utf8"));
}

describe.each(ISTIO_KINDS)("the rules of %s", (kind) => {
  const { runs, rules } = celFile(kind);

  test("are read, every one, and say what is wrong", () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const { rule, message } of rules) {
      expect(() => readExpression(rule), rule).not.toThrow();
      expect(message).toMatch(/\S/);
    }
  });

  test("are there for the releases to the newest, each with its source", () => {
    for (const [index, { from, source }] of runs.entries()) {
      expect(source).toMatch(/\S/);
      const before = runs[index - 1];
      if (before !== undefined) expect(Number(from.slice(2))).toBe(Number(before.to.slice(2)) + 1);
    }
    expect(runs.at(-1)?.to).toBe("1.31");
  });
});

test.skipIf(!modulesAreThere())("the committed files are what derive-cel.mjs makes", () => {
  for (const [file, text] of deriveCel()) {
    expect(readFileSync(join(ROOT, "schemas/istio/cel", file), "utf8") === text, file).toBe(true);
  }
});

describe("evaluation", () => {
  const says = (kind: string, spec: object, release = "1.31"): string[] =>
    celProblems(kind, { spec }, parseRelease(release)).map(
      ({ problem }) => `${problem.path.join(".")}: ${problem.says}`,
    );
  const ports = [
    { number: 443, name: "a" },
    { number: 443, name: "b" },
  ];

  test.each([
    ["1.31", ["spec.hosts.0: hostname cannot be wildcard", "spec.ports: port number cannot be duplicated"]],
    ["1.24", ["spec.hosts.0: hostname cannot be wildcard", "spec.ports: port number cannot be duplicated"]],
    // The rules of 1.24 are the nearest known to 1.27; of 1.23 only some are known, and 1.22 has none.
    ["1.27", ["spec.hosts.0: hostname cannot be wildcard", "spec.ports: port number cannot be duplicated"]],
    ["1.23", []],
    ["1.22", []],
  ])("on Istio %s", (release, wanted) => {
    expect(says("networking.istio.io/ServiceEntry", { hosts: ["*"], ports }, release).sort()).toEqual(wanted);
  });

  test("what cannot be evaluated does not hold", () => {
    const spec = { host: "a", trafficPolicy: { connectionPool: { tcp: { connectTimeout: "soon" } } } };
    expect(says("networking.istio.io/DestinationRule", spec)).toEqual([
      "spec.trafficPolicy.connectionPool.tcp.connectTimeout: must be a valid duration greater than 1ms",
    ]);
  });

  test("keys and values of maps, and names that JavaScript has for itself", () => {
    const selector = { labels: { app: "a*", constructor: "b", toString: "c" } };
    expect(says("networking.istio.io/Sidecar", { workloadSelector: selector })).toEqual([
      "spec.workloadSelector.labels.app: wildcard is not supported in selector",
    ]);
    expect(says("security.istio.io/PeerAuthentication", { portLevelMtls: { 70000: {} } })).toEqual([
      "spec: portLevelMtls requires selector",
      "spec.portLevelMtls: port must be between 1-65535",
    ]);
  });
});

test("a filter of Telemetry is only read", () => {
  expect(syntaxError("response.code >= 400 && has(request.headers)")).toBeUndefined();
  expect(syntaxError("w * .wikipedia.org")).toBeUndefined();
  expect(syntaxError("response.code >=")).toMatch(/\S/);
});
