import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnosticsOf, requestOfArgs } from "./load.ts";

const cwd = mkdtempSync(join(tmpdir(), "wildegress-merge-"));
writeFileSync(
  join(cwd, "one.yaml"),
  "istio: 1.29\nports: [443]\nharden: true\npolicies:\n  - name: a\n    domains: [a.example]\n    mtls: true\n",
);
writeFileSync(
  join(cwd, "two.yaml"),
  "policies:\n  - {name: alpha, domains: [a.example], strategy: direct}\n  - {name: beta, domains: [b.example]}\n",
);

const merge = (...args: string[]) => requestOfArgs(args, { cwd });

describe("flags win over the file", () => {
  test("key by key", async () => {
    const request = await merge("-f", "one.yaml", "--istio", "1.30", "--no-mtls", "--no-harden-sidecar");
    expect(request.istio?.value).toBe("1.30");
    expect(request.policies[0]?.mtls?.value).toBe(false);
    expect(request.policies[0]?.domains[0]?.at).toMatchObject({ kind: "file", file: "one.yaml", line: 6 });
    expect(request.defaults?.ports?.[0]?.value).toBe("443");
    expect(request.harden?.sidecar?.value).toBe(false);
    expect(request.harden?.networkPolicy?.value).toBe(true);
  });

  test("a policy's flag holds for every policy of the file", async () => {
    const request = await merge("-f", "two.yaml", "--strategy", "sni-proxy");
    expect(request.policies.map((policy) => policy.strategy?.value)).toEqual(["sni-proxy", "sni-proxy"]);
  });

  test("--domain replaces the domains of the one policy, and --name renames it", async () => {
    const request = await merge("-f", "one.yaml", "--domain", "z.example", "--name", "z");
    expect(request.policies).toHaveLength(1);
    expect(request.policies[0]?.name?.value).toBe("z");
    expect(request.policies[0]?.domains.map(({ value }) => value)).toEqual(["z.example"]);
    expect(request.policies[0]?.mtls?.value).toBe(true);
  });

  test("with several policies --name says which one --domain is for; the others stay", async () => {
    const request = await merge("-f", "two.yaml", "--domain", "z.example", "--name", "beta");
    expect(request.policies.map((policy) => policy.domains[0]?.value)).toEqual(["a.example", "z.example"]);
  });

  test.each([
    [["--domain", "z.example"], "which-policy", /alpha, beta/],
    [["--domain", "z.example", "--name", "bета"], "no-such-policy", /alpha, beta/],
    [["--domain", "z.example", "--name", "betta"], "no-such-policy", /did you mean --name beta\?/],
    [["--name", "beta"], "name-without-domain", /add --domain/],
  ])("%j with two policies", async (args, code, fix) => {
    const [first] = await diagnosticsOf(merge("-f", "two.yaml", ...args));
    expect(first).toMatchObject({ code });
    expect(first?.fix).toMatch(fix);
  });

  test("the file may come from standard input", async () => {
    const request = await requestOfArgs(["-f", "-"], { stdin: "policies: [{domains: [s.example]}]" });
    expect(request.policies[0]?.domains[0]?.at).toEqual({ kind: "file", file: "<stdin>", line: 1, column: 23 });
  });
});
