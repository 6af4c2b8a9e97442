import { describe, expect, test } from "vitest";
import { generateFrom } from "../support/generated.ts";
import type { PolicyWords, RequestWords } from "../support/request.ts";

/** Ten times the input takes ten times as long; a hundred times would be quadratic. Between them there is room for a busy machine. */
const TIMES_AS_LONG = 30;

/** What happens beside the test only ever adds to a time, so the shortest of some rounds is near the truth. */
const ROUNDS = 8;

async function cpuTime(request: RequestWords): Promise<number> {
  const before = process.cpuUsage();
  await generateFrom(request);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** How many times as long the larger takes. Ends with the first round that answers the question. */
async function timesAsLong(small: RequestWords, large: RequestWords): Promise<number> {
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  await cpuTime(small);
  for (let round = 0; round < ROUNDS; round++) {
    for (let run = 0; run < 3; run++) least.small = Math.min(least.small, await cpuTime(small));
    least.large = Math.min(least.large, await cpuTime(large));
    if (least.large / least.small < TIMES_AS_LONG) break;
  }
  return least.large / least.small;
}

const domains = (count: number, words: Partial<PolicyWords>): RequestWords => ({
  istio: "1.24",
  policies: [{ ...words, domains: Array.from({ length: count }, (_, index) => `*.a${index}.example`) }],
});

const policies = (count: number, words: (index: number) => Partial<PolicyWords>): RequestWords => ({
  istio: "1.24",
  policies: Array.from({ length: count }, (_, index) => ({ ...words(index), domains: [`*.a${index}.example`] })),
});

describe("the time grows with the input, not with its square", () => {
  test.each<[string, RequestWords, RequestWords]>([
    ["10,000 domains, direct", domains(1_000, { ports: ["80", "443"] }), domains(10_000, { ports: ["80", "443"] })],
    [
      "10,000 domains, sni-proxy",
      domains(1_000, { strategy: "sni-proxy" }),
      domains(10_000, { strategy: "sni-proxy" }),
    ],
    [
      "1,000 policies, sni-proxy with callers",
      policies(100, (index) => ({ strategy: "sni-proxy", from: [`team-${index % 20}`] })),
      policies(1_000, (index) => ({ strategy: "sni-proxy", from: [`team-${index % 20}`] })),
    ],
    [
      "1,000 policies, single-host without mTLS",
      policies(100, (index) => ({ via: `www.a${index}.example`, mtls: false })),
      policies(1_000, (index) => ({ via: `www.a${index}.example`, mtls: false })),
    ],
  ])("%s", async (_title, small, large) => {
    expect(await timesAsLong(small, large)).toBeLessThan(TIMES_AS_LONG);
  });
});
