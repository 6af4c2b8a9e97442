import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ROOT } from "../docs/markdown.ts";
import { checkText } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** What a rule says of a text, in order. */
async function said(text: string, rule: string): Promise<readonly string[]> {
  return (await checkText(text)).filter((finding) => finding.rule === rule).map(({ what }) => what);
}

describe("nginx-image-old", () => {
  const pods = readFileSync(join(ROOT, "test/check/rules/nginx-image-old/bad.yaml"), "utf8");

  test.each([
    ["nginx:1.30.6", true],
    ["nginx:1.30.7", false],
    ["nginx:1.30.10", false],
    ["nginx:1.31.8", true],
    ["nginx:1.31.9", false],
    // Tags that move: the newest of the line.
    ["nginx:1.30", false],
    ["nginx:1.31-alpine", false],
    ["nginx:1.29", true],
    ["nginx:1.9.15", true],
    ["nginx:1.32.0", false],
    ["nginx:0.40.0", true],
    ["nginx:2.1.0", false],
    ["example.org/mirror/nginx-unprivileged:v1.30.6-alpine", true],
    ["not-nginx:1.27.3", false],
    ["nginx", false],
  ])("%s: %s", async (image, old) => {
    const found = await said(pods.replaceAll("nginx:1.27.3", image), "nginx-image-old");
    expect(found.length > 0).toBe(old);
    const version = /\d[\d.]*\d/.exec(image.split(":")[1] ?? "")?.[0];
    for (const what of found) expect(what).toContain(`nginx ${version} is older than 1.30.7 and 1.31.9`);
  });
});

describe("retry-policy", () => {
  const routes = (retries: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [en.wikipedia.org]
  http:
  - route: [{ destination: { host: en.wikipedia.org } }]
    retries: ${retries}
`;

  test.each([
    ["{ attempts: 0 }", false],
    ["{ attempts: 0, perTryTimeout: 2s }", true],
    ["{ attempts: 0, retryOn: 5xx }", true],
    ["{ attempts: 0, retryRemoteLocalities: true }", true],
    ["{ attempts: 1, perTryTimeout: 2s, retryOn: 5xx, retryRemoteLocalities: true }", false],
  ])("%s", async (retries, refused) => {
    expect((await said(routes(retries), "retry-policy")).length > 0).toBe(refused);
  });
});

describe("forbidden-annotations", () => {
  const policy = (value: string) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, annotations: { istio.io/dry-run: "${value}" } }
spec: {}
`;

  test.each([
    ["true", false],
    ["0", false],
    ["tru", true],
    ["xtrue", true],
    ["true1", true],
    ["10", true],
  ])("istio.io/dry-run: %s", async (value, refused) => {
    expect((await said(policy(value), "forbidden-annotations")).length > 0).toBe(refused);
  });
});
