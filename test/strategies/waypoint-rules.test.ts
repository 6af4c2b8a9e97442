import { describe, expect, it } from "vitest";
import type { AuthorizationPolicySpec } from "../../src/resources/types/authorization-policy.generated.ts";
import { generateFrom } from "../support/generated.ts";
import { brokenRules, RULES } from "../support/rules/index.ts";

const AMBIENT = {
  istio: "1.31",
  dataPlane: "ambient",
  policies: [
    {
      name: "a",
      domains: ["*.wikipedia.org", "wikipedia.org"],
      namespace: "default",
      strategy: "waypoint",
      ports: ["443", "80/http"],
    },
  ],
} as const;

type Rule = NonNullable<AuthorizationPolicySpec["rules"]>[number];

/** What the rule finds once the AuthorizationPolicy is this. */
async function brokenBy(harm: (spec: AuthorizationPolicySpec) => AuthorizationPolicySpec): Promise<string[]> {
  const world = await generateFrom(AMBIENT);
  const resources = world.resources.map((resource) => {
    const { manifest } = resource;
    if (manifest.kind !== "AuthorizationPolicy") return resource;
    return { ...resource, manifest: { ...manifest, spec: harm(manifest.spec as AuthorizationPolicySpec) } };
  });
  return RULES.waypointsJudgeTheSni({ ...world, resources });
}

function eachRule(change: (rule: Rule) => Rule) {
  return (spec: AuthorizationPolicySpec) => ({ ...spec, rules: (spec.rules ?? []).map(change) });
}

const sni = (values: string[]) => eachRule((rule) => ({ ...rule, when: [{ key: "connection.sni", values }] }));

describe("a waypoint judges the SNI", () => {
  it("as it is generated", async () => {
    expect(brokenRules(await generateFrom(AMBIENT))).toEqual([]);
  });

  it.each([
    ["without names", eachRule(({ when: _, ...rule }) => rule)],
    ["with the HTTP rule for every port", eachRule(({ to: _, ...rule }) => rule)],
    ["with a name that is not listed", sni(["*.wikipedia.org", "wikipedia.org", "evil.example.com"])],
    ["without the wildcard", sni(["wikipedia.org"])],
    ["for no ServiceEntry", (spec: AuthorizationPolicySpec) => ({ ...spec, targetRefs: [] })],
  ])("%s the rule is broken", async (_, harm) => {
    expect(await brokenBy(harm)).not.toEqual([]);
  });
});
