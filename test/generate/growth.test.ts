import { describe, expect, test } from "vitest";
import { generateFrom } from "../support/generated.ts";
import type { PolicyWords, RequestWords } from "../support/request.ts";

/** Ten times the input takes ten times as long; a hundred times would be quadratic. Between them there is room for a busy machine. */
const TIMES_AS_LONG = 30;

async function shortest(request: RequestWords): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    await generateFrom(request);
    best = Math.min(best, performance.now() - start);
  }
  return best;
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
    await shortest(small);
    const base = await shortest(small);
    expect((await shortest(large)) / base).toBeLessThan(TIMES_AS_LONG);
  });
});
