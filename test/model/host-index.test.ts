import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostIndex } from "../../src/model/istiod/host-index.ts";
import { compareSpecificity, covers, mostSpecific, overlap } from "../../src/model/istiod/host-name.ts";
import { PROPERTY_RUNS } from "../support/property-runs.ts";

const label = fc.constantFrom("a", "b", "ab", "org", "www");
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const host = fc.oneof(
  name,
  name.map((one) => `*.${one}`),
  name.map((one) => `*${one}`),
  fc.constant("*"),
);

describe("host names, as istiod compares them", () => {
  it.each([
    ["*.wikipedia.org", "en.wikipedia.org", true],
    ["*.wikipedia.org", "en.m.wikipedia.org", true],
    ["*.wikipedia.org", "wikipedia.org", false],
    ["*.wikipedia.org", "evilwikipedia.org", false],
    ["*", "anything", true],
    ["*.org", "*.wikipedia.org", true],
    ["*.wikipedia.org", "*.org", false],
    ["en.wikipedia.org", "en.wikipedia.org", true],
    ["en.wikipedia.org", "de.wikipedia.org", false],
    ["*.wikipedia.org", "*.wikipedia.org", true],
    ["*pedia.org", "*.wikipedia.org", true],
    ["*", "*", true],
    ["*.org", "*", false],
  ])("%s covers %s: %s", (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected);
  });

  it("overlap when one covers the other", () => {
    expect(overlap("en.wikipedia.org", "*.org")).toBe(true);
    expect(overlap("*.a.org", "*.b.org")).toBe(false);
  });

  it("have an order: names before wildcards, long before short, then by the alphabet", () => {
    const hosts = ["*", "*.org", "b.org", "*.wikipedia.org", "a.org", "en.wikipedia.org"];
    const expected = ["en.wikipedia.org", "a.org", "b.org", "*.wikipedia.org", "*.org", "*"];
    expect([...hosts].sort(compareSpecificity)).toEqual(expected);
    expect([...hosts].reverse().sort(compareSpecificity)).toEqual(expected);
  });

  it("find the nearest wildcard above a name", () => {
    const byHost = new Map([
      ["*.org", 1],
      ["*.wikipedia.org", 2],
      ["en.wikipedia.org", 3],
      ["*", 4],
    ]);
    const found = ["en.wikipedia.org", "de.wikipedia.org", "wikipedia.org", "a.com", "*.m.wikipedia.org"];
    expect(found.map((one) => mostSpecific(one, byHost))).toEqual([3, 2, 1, 4, 2]);
  });
});

describe("HostIndex", () => {
  it("finds what a comparison of all pairs finds, in the same order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(host, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        host,
        (things, asked) => {
          const index = new HostIndex<number>();
          for (const [which, hosts] of things.entries()) index.add(which, hosts);
          const expected = [...things.keys()].filter((which) => things[which]?.some((one) => overlap(one, asked)));
          expect(index.overlapping(asked)).toEqual(expected);
        },
      ),
      { numRuns: PROPERTY_RUNS },
    );
  });
});
