import { expect, test } from "vitest";
import { didYouMean } from "../../src/diagnostics/did-you-mean.ts";

test.each([
  ["itsio", ["istio", "via"], "istio"],
  ["ServiceEntri", ["Service", "ServiceEntry"], "ServiceEntry"],
  ["serviceentry", ["ServiceEntry"], "ServiceEntry"],
  ["domain", ["domains", "name"], "domains"],
  ["zzz", ["istio", "via", "name"], undefined],
  ["", ["istio"], undefined],
  ["x".repeat(1_000_000), ["x"], undefined],
  ["a", [], undefined],
])("%s of %j is %s", (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(meant);
});
