import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { generateFrom } from "../support/generated.ts";
import { makeRequest, type RequestWords } from "../support/request.ts";

const BIN = new URL("../../bin/wildegress.js", import.meta.url).pathname;

/** Letters that other languages order or change otherwise: i and I in Turkish, aa in Danish, ch in Czech. */
const DOMAINS = [
  "*.I.example",
  "*.istanbul.example",
  "*.ISTANBUL.example",
  "*.aa.example",
  "*.zz.example",
  "*.ch.example",
  "*.cz.example",
  "*.bücher.example",
];
const ARGS = [
  "gen",
  "--name",
  "letters",
  "--port",
  "443,8443/tls",
  "--istio",
  "1.31",
  "--from",
  "team-i/aa,team-ch",
  "--comments",
];

function run(domains: readonly string[], env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...ARGS, "--domain", domains.join(",")], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout, stderr };
}

describe("the same request, the same bytes", () => {
  test("in any language, time zone and time", () => {
    const usual = run(DOMAINS, { LANG: "C", TZ: "UTC" });
    expect(usual.status).toBe(0);
    expect(usual.stdout).toContain("istanbul");
    for (const env of [
      { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" },
      { LANG: "da_DK.UTF-8", LC_ALL: "da_DK.UTF-8", TZ: "America/St_Johns" },
    ]) {
      expect(run(DOMAINS, env)).toEqual(usual);
    }
    expect(run([...DOMAINS].reverse(), { LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" }).stdout).toBe(usual.stdout);
  });

  const policies = [
    { domains: ["*.b.example", "a.b.example.org"], ports: ["443", "80"], from: ["team-b", "team-a/x"] },
    { domains: ["*.a.example"], ports: ["8443", "443"], namespace: "team-a", strategy: "sni-proxy" },
    { domains: ["*.b.example"], namespace: "team-c", strategy: "direct" },
    { domains: ["*.b.example"], namespace: "team-d", strategy: "direct" },
  ];

  test("in whatever order policies, domains, ports and callers stand", async () => {
    const { text } = await generateFrom({ istio: "1.30", policies });
    const turned = policies.map((policy) => ({
      ...policy,
      domains: [...policy.domains].reverse(),
      ports: policy.ports && [...policy.ports].reverse(),
      from: policy.from && [...policy.from].reverse(),
    }));
    for (const order of [
      [3, 2, 1, 0],
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ]) {
      const words: RequestWords = { istio: "1.30", policies: order.flatMap((index) => turned[index] ?? []) };
      expect((await generateFrom(words)).text).toBe(text);
    }
  });

  test("what is generated from a plan does not change the plan", async () => {
    const { plan } = await buildPlan(makeRequest({ istio: "1.30", policies }));
    const before = JSON.stringify(plan);
    const { generate } = await import("../../src/generate.ts");
    const one = generate(plan);
    const other = generate(plan);
    expect(JSON.stringify(plan)).toBe(before);
    expect(JSON.stringify(other.resources)).toBe(JSON.stringify(one.resources));
    expect(one.notes.every(({ severity }: Diagnostic) => severity !== "error")).toBe(true);
  });
});
