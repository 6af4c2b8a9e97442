import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { apexesOutside, checkNames, namesInside, namesOutside } from "../../src/verify/names.ts";
import { makePlan } from "../support/plan.ts";

const NONE = { tries: [], outside: [], limit: 10 };

function policyOf(plan: ReturnType<typeof makePlan>) {
  const [policy] = plan.policies;
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

it("derives www. of a wildcard, exact hosts as they are, and the common host", () => {
  const plan = makePlan({ policies: [{ domains: ["*.wikipedia.org", "api.example.net"] }] });
  expect(namesInside(policyOf(plan), NONE)).toEqual([
    { name: "www.wikipedia.org", path: "/", guessed: true },
    { name: "api.example.net", path: "/", guessed: false },
  ]);
  const single = makePlan({ policies: [{ strategy: "single-host", via: "en.wikipedia.org" }] });
  expect(namesInside(policyOf(single), NONE)).toEqual([{ name: "en.wikipedia.org", path: "/", guessed: false }]);
});

it("takes what is given for a policy, with its path, and derives for the others", () => {
  const plan = makePlan({ policies: [{ name: "a" }, { name: "b", domains: ["*.b.org"] }] });
  const options = { ...NONE, tries: ["en.wikipedia.org/wiki/Main_Page", "de.m.wikipedia.org"] };
  expect(plan.policies.map((policy) => namesInside(policy, options).map(({ name, path }) => name + path))).toEqual([
    ["en.wikipedia.org/wiki/Main_Page", "de.m.wikipedia.org/"],
    ["www.b.org/"],
  ]);
});

it("tries as many domains as the limit says, all with 0", () => {
  const domains = Array.from({ length: 25 }, (_, index) => `*.d${index + 10}.org`);
  const policy = policyOf(makePlan({ policies: [{ domains }] }));
  expect(namesInside(policy, NONE)).toHaveLength(10);
  expect(namesInside(policy, { ...NONE, limit: 0 })).toHaveLength(25);
  expect(apexesOutside(policy, makePlan({ policies: [{ domains }] }), NONE)).toHaveLength(10);
});

it("takes the apex for outside, unless a policy has it", () => {
  const without = makePlan();
  expect(apexesOutside(policyOf(without), without, NONE).map(({ name }) => name)).toEqual(["wikipedia.org"]);
  const having = makePlan({ policies: [{}, { name: "apex", domains: ["wikipedia.org"] }] });
  expect(apexesOutside(policyOf(having), having, NONE)).toEqual([]);
});

it("chooses a well-known name outside that no policy has", () => {
  expect(namesOutside(makePlan(), NONE).map(({ name }) => name)).toEqual(["www.example.com"]);
  const plan = makePlan({ policies: [{ domains: ["*.example.com", "www.example.org"] }] });
  expect(namesOutside(plan, NONE).map(({ name }) => name)).toEqual(["www.example.net"]);
});

describe("refuses", () => {
  it.each([
    [{ tries: ["www.example.com"] }, "try-outside"],
    [{ tries: ["wikipedia.org"] }, "try-outside"],
    [{ outside: ["en.wikipedia.org"] }, "outside-inside"],
    [{ tries: ["*.wikipedia.org"] }, "not-a-name"],
    [{ tries: ["en.wikipedia.org/a b"] }, "not-a-name"],
    [{ tries: ["https://en.wikipedia.org/"] }, "url-for-domain"],
  ])("%j", (names, code) => {
    let seen: unknown;
    try {
      checkNames(makePlan(), { ...NONE, ...names });
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(DiagnosticError);
    expect((seen as DiagnosticError).diagnostics.map((each) => each.code)).toEqual([code]);
  });
});
