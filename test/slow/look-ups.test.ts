import { expect, it } from "vitest";
import { lookUpChains, lookUpVirtualHosts } from "../trace/look-ups.ts";

const MILLION = 1_000_000;

it("a million look-ups of filter chains, as an oracle without an index has them", { timeout: 1_200_000 }, () => {
  const { chains, none } = lookUpChains(MILLION);
  expect(chains + none).toBe(MILLION);
});

it("a million look-ups of virtual hosts, likewise", { timeout: 1_200_000 }, () => {
  const { hosts, none } = lookUpVirtualHosts(MILLION);
  expect(hosts + none).toBe(MILLION);
});
