import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import type { Layer } from "../../../src/check/rule.ts";
import { ROOT } from "../../docs/markdown.ts";
import { checkFolder, checkReport, checkText } from "../check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const fixture = (rule: string) => readFileSync(join(ROOT, "test/check/rules", rule, "bad.yaml"), "utf8");

const WILDCARD = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: all, namespace: default }
spec:
  hosts: ["*.com"]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  resolution: NONE
  exportTo: ["."]
`;

const OPEN = `stream {
  map $ssl_preread_server_name $to { hostnames; *.wikipedia.org $ssl_preread_server_name:443; }
  server { listen 127.0.0.1:18443; ssl_preread on; proxy_pass $to; }
}
`;

describe("rules about all manifests together", () => {
  test.each<[Layer[], string[]]>([
    [["security"], ["address-chosen-by-client", "wildcard-too-broad"]],
    [["conflicts"], ["object-twice"]],
    [
      ["conflicts", "security"],
      ["address-chosen-by-client", "object-twice", "wildcard-too-broad"],
    ],
    [["schema"], []],
  ])("are those of the layers that are asked for: %j", async (layers, rules) => {
    const found = await checkText(`${WILDCARD}---\n${WILDCARD}`, { layers });
    expect(found.map(({ rule }) => rule).sort()).toEqual(rules);
  });

  test("point at the value of a field, in the file that it is in", async () => {
    const findings = await checkText(WILDCARD, { layers: ["security"] });
    const finding = findings.find(({ rule }) => rule === "wildcard-too-broad");
    expect(finding?.at).toEqual({ file: "<stdin>", path: "spec.hosts[0]", line: 5, column: 11, endColumn: 18 });
    expect(finding?.what).toMatch(/^spec\.hosts\[0\]: \*\.com opens everybody's names/);
  });

  test("pass over manifests of kinds that the model does not know", async () => {
    const crd = "apiVersion: example.org/v1\nkind: Thing\nmetadata: { name: a }\n";
    const { findings, skipped } = await checkReport(`${crd}---\n${WILDCARD}`, { layers: ["security"] });
    expect([findings.length, skipped.length]).toEqual([2, 1]);
  });

  test("say what they found once, however many pods of a gateway it shows at", async () => {
    const pod = (name: string) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: istio-system, labels: { istio: egressgateway } }
spec: { containers: [{ name: istio-proxy }] }
`;
    const text = fixture("gateway-server-skipped") + pod("egress-1") + pod("egress-2");
    const found = (await checkText(text)).filter(({ rule }) => rule === "gateway-server-skipped");
    expect(found).toHaveLength(1);
    expect(found[0]?.related).toMatchObject([
      { file: "<stdin>", line: 48, column: 12, endColumn: 33, path: "spec.servers[0].hosts" },
    ]);
  });
});

describe("a conf of nginx", () => {
  test("has no fields: its line and column alone are pointed at, and it has a reason of its own", async () => {
    const { findings, manifests } = await checkFolder({
      "sni-proxy.conf": OPEN,
      "all.yaml": WILDCARD,
      "app.conf": "a = {",
    });
    expect(manifests).toBe(2);
    const [finding] = findings.filter(({ rule }) => rule === "nginx-open-proxy");
    expect(finding?.at).toEqual({ file: "sni-proxy.conf", line: 2, column: 3, endColumn: 4, path: "" });
    expect(finding?.what).toBe('what only ends like an allowed name is dialled too: "unix:/run/x.wikipedia.org"');
    expect(finding?.why).toMatch(/^a map with hostnames looks at the end of a name/);
    expect(finding?.level).toBe("warning");
  });

  test("that cannot be read is a finding at its place", async () => {
    const { findings } = await checkFolder({ "sni-proxy.conf": "stream { server { ssl_preread on }" });
    expect(findings.map(({ rule, at }) => [rule, at.file, at.line])).toEqual([["nginx-syntax", "sni-proxy.conf", 1]]);
  });
});
