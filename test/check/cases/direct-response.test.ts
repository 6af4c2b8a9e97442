import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { said } from "./said.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const answer = (body: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [en.wikipedia.org]
  http:
  - directResponse:
      status: 200
      body: ${body}
`;
const KB = 1024;

test.each([
  ["none", 0, "neither"],
  ["100 kB", 100 * KB, "neither"],
  ["a byte more than 100 kB", 100 * KB + 1, "warned of"],
  ["1 MB", KB * KB, "warned of"],
  ["a byte more than 1 MB", KB * KB + 1, "refused"],
])("a body of %s", async (_words, size, outcome) => {
  const forms = [`{ string: "${"x".repeat(size)}" }`, `{ bytes: "${Buffer.alloc(size, "x").toString("base64")}" }`];
  for (const body of size === 0 ? forms.slice(0, 1) : forms) {
    const large = await said(answer(body), "direct-response-large");
    const refused = await said(answer(body), "direct-response");
    expect([large.length, refused.length]).toEqual([outcome === "warned of" ? 1 : 0, outcome === "refused" ? 1 : 0]);
    for (const one of large)
      expect(one).toMatch(/^body: .* → .*large direct_responses may impact control plane performance$/);
    for (const one of refused) expect(one).toMatch(/^body: .* → .*must be less than 1MB$/);
  }
});
