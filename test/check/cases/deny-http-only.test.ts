import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { said } from "./said.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** Istio's own validation warns of the same. */
test.each([
  // By HTTP alone.
  ["DENY", "to: [{ operation: { paths: [/a] } }]", true],
  ["DENY", "to: [{ operation: { paths: [/a] } }, { operation: { methods: [GET] } }]", true],
  ["DENY", "from: [{ source: { requestPrincipals: ['*'] } }]", true],
  ["DENY", "from: [{ source: { namespaces: [a] } }]\n    to: [{ operation: { paths: [/a] } }]", true],
  // A port in one operation is enough.
  ["DENY", "to: [{ operation: { paths: [/a], ports: ['80'] } }]", false],
  ["DENY", "to: [{ operation: { paths: [/a], notPorts: ['443'] } }]", false],
  ["DENY", "to: [{ operation: { paths: [/a] } }, { operation: { ports: ['80'] } }]", false],
  // What TCP has, too.
  ["DENY", "from: [{ source: { principals: ['*'] } }]", false],
  ["DENY", "from: [{ source: { notNamespaces: [a] } }]", false],
  ["DENY", "from: [{ source: { ipBlocks: [10.0.0.0/8] } }]", false],
  ["DENY", "from: [{ source: { requestPrincipals: ['*'] } }, { source: { remoteIpBlocks: [10.0.0.0/8] } }]", false],
  ["DENY", "from: [{ source: { serviceAccounts: [a/b] } }]", false],
  ["DENY", "from: [{ source: { requestPrincipals: ['*'] } }]\n    to: [{ operation: { ports: ['80'] } }]", false],
  ["ALLOW", "to: [{ operation: { paths: [/a] } }]", false],
])("%s %s", async (action, rule, warned) => {
  const text = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: default }
spec:
  action: ${action}
  rules:
  - ${rule}
`;
  const found = await said(text, "deny-http-only");
  expect(found.length).toBe(warned ? 1 : 0);
  for (const one of found) expect(one).toContain(rule.split("\n")[0]);
});
