import { describe, expect, it } from "vitest";
import { lookUpChains, lookUpVirtualHosts } from "./look-ups.ts";

/** Of each kind; test/slow/look-ups.test.ts makes a million. */
const LOOK_UPS = 20_000;

describe("the model's indexes against an oracle that has none", () => {
  it("choose the same filter chain, and refuse the same listeners", () => {
    const { chains, none, refused } = lookUpChains(LOOK_UPS);
    // Each of the three must have come up for this to mean anything.
    expect(Math.min(chains, none)).toBeGreaterThan(LOOK_UPS / 10);
    expect(refused).toBeGreaterThan(0);
  });

  it("choose the same virtual host", () => {
    const { hosts, none } = lookUpVirtualHosts(LOOK_UPS);
    expect(Math.min(hosts, none)).toBeGreaterThan(LOOK_UPS / 100);
  });
});
