import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import type { Finding } from "../../src/check/finding.ts";
import { checkFiles } from "../../src/check/run-check.ts";
import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { ROOT } from "../docs/markdown.ts";
import { checkFolder, checkText } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const fixture = (rule: string, file: "bad" | "ok"): string =>
  readFileSync(join(ROOT, "test/check/rules", rule, `${file}.yaml`), "utf8");

const brief = ({ rule, level }: Finding): string => `${level} ${rule}`;
const loud = (findings: readonly Finding[]): string[] => findings.filter(({ level }) => level !== "info").map(brief);

/** Each document of a text in a file of its own. */
function apart(text: string): Record<string, string> {
  return Object.fromEntries(text.split("---\n").map((document, index) => [`${index}.yaml`, document]));
}

describe("whatever file they are in", () => {
  test.each(["listener-refused", "second-tcp-rule", "outer-sni-unmatched", "service-captured", "destination-hidden"])(
    "%s is found as in one file, with the places of the others",
    async (rule) => {
      const one = (await checkText(fixture(rule, "bad"))).filter((finding) => finding.rule === rule);
      const all = (await checkFolder(apart(fixture(rule, "bad")))).findings.filter((finding) => finding.rule === rule);
      expect(all.map(({ what }) => what)).toEqual(one.map(({ what }) => what));
      for (const { at, related } of all) {
        expect(at.file).toMatch(/^\d+\.yaml$/);
        expect(related.map(({ file }) => file)).not.toContain("<stdin>");
        expect(related.some(({ file }) => file !== at.file)).toBe(true);
      }
    },
  );
});

describe("what was not read", () => {
  const PARTS = [
    ["a client's side alone", (kind: string, namespace: string) => namespace === "default" && kind !== "Gateway"],
    ["a gateway's side alone", (_kind: string, namespace: string) => namespace === "istio-system"],
    ["VirtualServices alone", (kind: string) => kind === "VirtualService"],
    ["Gateways alone", (kind: string) => kind === "Gateway"],
    ["DestinationRules alone", (kind: string) => kind === "DestinationRule"],
  ] as const;
  const WHOLE = ["outer-sni-unmatched", "second-tcp-rule", "service-captured", "gateway-server-skipped"];

  test.each(PARTS)("%s is no more than noted", async (_name, keep) => {
    for (const rule of WHOLE) {
      const kept = fixture(rule, "ok")
        .split("---\n")
        .filter((document) => {
          const kind = /^kind: (\w+)$/m.exec(document)?.[1] ?? "";
          const namespace = /^ {2}namespace: (\S+)$/m.exec(document)?.[1] ?? "default";
          return keep(kind, namespace);
        });
      if (kept.length > 0) expect(loud(await checkText(kept.join("---\n"))), rule).toEqual([]);
    }
  });
});

describe("age", () => {
  const aged = (wikipedia: string, again: string): string =>
    fixture("gateway-server-skipped", "bad")
      .replace(
        "  name: wikipedia\n  namespace: istio-system",
        `  name: wikipedia\n  namespace: istio-system\n  creationTimestamp: "${wikipedia}"`,
      )
      .replace("  name: wikipedia-again\n", `  name: wikipedia-again\n  creationTimestamp: "${again}"\n`);

  test.each([
    ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "wikipedia-again"],
    ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "wikipedia"],
  ])("of %s and %s the younger is skipped", async (wikipedia, again, skipped) => {
    const found = (await checkText(aged(wikipedia, again))).filter(({ rule }) => rule === "gateway-server-skipped");
    expect(found.map(({ resource }) => resource?.name)).toEqual([skipped]);
  });
});

describe("suppression", () => {
  const BAD = fixture("service-captured", "bad");
  const captured = async (text: string): Promise<string[]> => loud(await checkText(text));

  test("without any, it is found", async () => expect(await captured(BAD)).toEqual(["warning service-captured"]));

  test.each([
    [
      "by a comment",
      BAD.replace("hosts: [en.wikipedia.org]", "hosts: [en.wikipedia.org] # wildegress-ignore WE0305: meant"),
    ],
    [
      "by an annotation",
      BAD.replace(
        "name: english",
        'name: english\n  annotations:\n    wildegress.io/ignore: "service-captured: meant"',
      ),
    ],
  ])("%s it is not", async (_how, text) => expect(await captured(text)).toEqual([]));
});

describe("levels", () => {
  const check = async (text: string, level: "error" | "warning" | "info") => {
    const { findings } = await checkFiles(
      ["-"],
      {
        release: NEWEST_RELEASE,
        layers: new Set(["conflicts"]),
        levelOf: (rule) => (rule.id === "gateway-not-found" ? level : rule.level),
      },
      { cwd: "/", readStdin: async () => Buffer.from(text) },
    );
    return findings.filter(({ rule }) => rule === "gateway-not-found").map((finding) => finding.level);
  };
  const ELSEWHERE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: wikipedia }
spec:
  hosts: ["*.wikipedia.org"]
  gateways: [other/egress]
  tls:
  - match: [{ sniHosts: ["*.wikipedia.org"] }]
    route: [{ destination: { host: www.wikipedia.org } }]
`;

  test("a finding that is less certain is less than its rule, unless the level was set", async () => {
    expect(await check(ELSEWHERE, "warning")).toEqual(["info"]);
    expect(await check(ELSEWHERE, "error")).toEqual(["error"]);
    expect(await check(fixture("gateway-not-found", "bad"), "warning")).toEqual(["warning"]);
  });
});

describe("confs of nginx", () => {
  const OPEN = `stream {
  server {
    listen 127.0.0.1:18443;
    ssl_preread on;
    proxy_pass $ssl_preread_server_name:443;
  }
}
`;

  test("are read as files, and point at the line", async () => {
    const { findings } = await checkFolder({ "sni-proxy.conf": OPEN });
    expect(findings.map(({ code, at }) => [code, at.file, at.line, at.column])).toEqual([
      ["WE0400", "sni-proxy.conf", 5, 5],
    ]);
  });

  test("in a ConfigMap they point at the line in the file", async () => {
    const [finding] = (await checkText(fixture("nginx-open-proxy", "bad"))).filter(({ code }) => code === "WE0400");
    const line = fixture("nginx-open-proxy", "bad").split("\n")[(finding?.at.line ?? 0) - 1] ?? "";
    expect(line).toContain("proxy_pass");
  });

  test("other files with such a name in a folder are passed over", async () => {
    const { findings, manifests } = await checkFolder({
      "other.conf": "[section]\nkey = value {\n",
      "sni-proxy.conf": OPEN,
    });
    expect([findings.length, manifests]).toEqual([1, 1]);
  });

  test.each([
    [
      "one map of hostnames lets spoilt names through",
      "warning",
      OPEN.replace("$ssl_preread_server_name:443", "$to").replace(
        "stream {",
        "stream {\n  map $ssl_preread_server_name $to { hostnames; *.wikipedia.org $ssl_preread_server_name:443; }",
      ),
    ],
    [
      "a default that is the name is as open as none",
      "error",
      OPEN.replace("$ssl_preread_server_name:443", "$to").replace(
        "stream {",
        "stream {\n  map $ssl_preread_server_name $to { hostnames; default $ssl_preread_server_name:443; *.wikipedia.org www.wikipedia.org:443; }",
      ),
    ],
  ])("%s", async (_what, level, conf) => {
    const { findings } = await checkFolder({ "sni-proxy.conf": conf });
    expect(findings.map(brief)).toEqual([`${level} nginx-open-proxy`]);
  });

  test("a server that always goes to one place is not open", async () => {
    const conf = OPEN.replace("$ssl_preread_server_name:443", "www.wikipedia.org:443");
    expect((await checkFolder({ "sni-proxy.conf": conf })).findings).toEqual([]);
  });
});
