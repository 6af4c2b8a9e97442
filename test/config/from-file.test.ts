import { describe, expect, test } from "vitest";
import { requestFromText } from "../../src/config/from-file.ts";
import { problemsOf } from "./load.ts";

const read = (text: string) => requestFromText(text, "wildegress.yaml");

describe("wildegress.yaml", () => {
  test("keeps the line and column of every value", async () => {
    const request = await read(
      [
        "istio: 1.30",
        "policies:",
        "  - name: wikipedia",
        '    domains: ["*.wikipedia.org", wikipedia.org]',
        "    ports:",
        "      - 443",
        "      - 80/http",
      ].join("\n"),
    );
    const at = (line: number, column: number) => ({ kind: "file", file: "wildegress.yaml", line, column });
    expect(request).toEqual({
      istio: { value: "1.30", at: at(1, 8) },
      policies: [
        {
          at: at(3, 5),
          name: { value: "wikipedia", at: at(3, 11) },
          domains: [
            { value: "*.wikipedia.org", at: at(4, 15) },
            { value: "wikipedia.org", at: at(4, 34) },
          ],
          ports: [
            { value: "443", at: at(6, 9) },
            { value: "80/http", at: at(7, 9) },
          ],
        },
      ],
    });
  });

  test("reads 1.30 as it is written, not as the number 1.3", async () => {
    for (const written of ["1.30", '"1.30"', "'1.30'"]) {
      expect((await read(`istio: ${written}\npolicies: [{domains: [a.example]}]`)).istio?.value).toBe("1.30");
    }
  });

  test("reads JSON", async () => {
    const request = await read('{"istio": "1.30", "policies": [{"domains": ["*.a.example"], "mtls": false}]}');
    expect(request.policies[0]?.domains[0]?.value).toBe("*.a.example");
    expect(request.policies[0]?.mtls?.value).toBe(false);
  });

  test("harden: true asks for every part, and a part that speaks for itself wins", async () => {
    const policies = "policies: [{domains: [a.example]}]";
    expect((await read(`harden: true\n${policies}`)).harden).toMatchObject({
      sidecar: { value: true },
      networkPolicy: { value: true },
    });
    const parts = (await read(`harden: {sidecar: true, allowNamespaces: [shop]}\n${policies}`)).harden;
    expect(parts).toMatchObject({ sidecar: { value: true }, allowNamespaces: [{ value: "shop" }] });
    expect(parts).not.toHaveProperty("networkPolicy");
  });

  test("policies may share a list by an alias, a thousand times", async () => {
    const shared = "  - {domains: [a.example], ports: &ports [443, 80/http]}";
    const others = Array.from({ length: 1000 }, (_, index) => `  - {domains: [a${index}.example], ports: *ports}`);
    const request = await read(["policies:", shared, ...others].join("\n"));
    expect(request.policies).toHaveLength(1001);
    expect(request.policies[1000]?.ports?.map(({ value }) => value)).toEqual(["443", "80/http"]);
  });
});

describe("a bad file", () => {
  const POLICY = "policies: [{domains: [a.example]}]\n";
  const BOMB = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}*a${i}]`))
    .join("\n");
  const cases: readonly (readonly [
    title: string,
    text: string,
    code: string,
    line: number,
    column: number,
    words: RegExp,
  ])[] = [
    ["empty", "", "empty-file", 1, 1, /is empty/],
    ["only comments", "# nothing\n", "empty-file", 1, 1, /is empty/],
    ["bad syntax", "policies:\n  - domains: [a.example\n", "bad-yaml", 3, 1, /./],
    ["a tab", "policies:\n\t- domains: []\n", "bad-yaml", 2, 1, /indent with blanks/],
    ["a bare star", "policies:\n  - domains: [*.wikipedia.org]\n", "unknown-alias", 2, 15, /"\*\.wikipedia\.org"/],
    ["a bare star in a block", "policies:\n  - domains:\n      - *.wikipedia.org\n", "unknown-alias", 3, 9, /quotes/],
    ["two documents", `${POLICY}---\n${POLICY}`, "yaml-multiple-documents", 2, 1, /several YAML documents/],
    ["a key twice", `${POLICY}istio: 1.30\nistio: 1.31\n`, "duplicate-key", 3, 1, /line 2/],
    ["an alias bomb", BOMB, "alias-bomb", 6, 38, /many times larger/],
    ["a tag", "policies: !secret x\n", "bad-yaml", 1, 11, /tag/],
    ["deep nesting", "[".repeat(100_000), "yaml-too-deep", 1, 1, /nests/],
    ["closed deep nesting", `${"[".repeat(200)}${"]".repeat(200)}`, "yaml-too-deep", 1, 34, /nests/],
    ["deep maps", `${"{a: ".repeat(5000)}1${"}".repeat(5000)}`, "yaml-too-deep", 1, 1, /nests/],
    ["a list at the top", "- a\n", "wrong-type", 1, 1, /the file must be a map/],
    ["a word", "hello\n", "wrong-type", 1, 1, /the file must be a map/],
    ["no policies", "istio: 1.30\n", "missing-key", 1, 1, /no policies/],
    ["an empty list", "policies: []\n", "empty-list", 1, 11, /empty list/],
    ["no domains", "policies:\n  - name: x\n", "missing-key", 2, 5, /policies\[0\] has no domains/],
    ["an unknown key", `itsio: 1.30\n${POLICY}`, "unknown-key", 1, 1, /did you mean istio\?/],
    ["an unknown key far off", `zzz: 1\n${POLICY}`, "unknown-key", 1, 1, /the keys are: istio, /],
    [
      "an unknown key of a policy",
      "policies:\n  - domain: [a.example]\n    domains: [b.example]\n",
      "unknown-key",
      2,
      5,
      /policies\[0\].*did you mean domains\?/s,
    ],
    [
      "an unknown key of the gateway",
      `gateway:\n  nmae: x\n${POLICY}`,
      "unknown-key",
      2,
      3,
      /in gateway.*did you mean name\?/s,
    ],
    ["__proto__", `__proto__: {}\n${POLICY}`, "unknown-key", 1, 1, /__proto__/],
    ["constructor", `constructor: {}\n${POLICY}`, "unknown-key", 1, 1, /constructor/],
    [
      "ports as a number",
      "policies:\n  - domains: [a.example]\n    ports: 443\n",
      "wrong-type",
      3,
      12,
      /ports must be a list.*\["443"\]/s,
    ],
    ["a policy as text", "policies: [a.example]\n", "wrong-type", 1, 12, /policies\[0\] must be a map/],
    ["a truth value as text", `${POLICY}dnsCapture: yes\n`, "wrong-type", 2, 13, /true or false.*write true/s],
    ["text as a number", `${POLICY}gateway: {revision: 124}\n`, "wrong-type", 2, 21, /must be text.*"124"/s],
    ["an empty value", `gateway:\n${POLICY}`, "wrong-type", 1, 9, /it is empty/],
    ["an unknown strategy", `strategy: sni-proxi\n${POLICY}`, "unknown-value", 1, 11, /did you mean sni-proxy\?/],
    ["an unknown release type", `istio: [1]\n${POLICY}`, "wrong-type", 1, 8, /must be text or a number/],
  ];

  test.each(cases)("%s", async (_title, text, code, line, column, words) => {
    const [first] = await problemsOf(text);
    expect(first).toMatchObject({ severity: "error", code });
    expect(first?.at).toMatchObject({ kind: "file", file: "wildegress.yaml", line, column });
    expect([first?.what, first?.why, first?.fix].join("\n")).toMatch(words);
    expect(first?.fix).not.toBe("");
  });

  test("tells all problems at once, but not thousands", async () => {
    expect((await problemsOf(`itsio: 1\nstrategy: x\n${POLICY}mtls: 1\n`)).map(({ code }) => code).sort()).toEqual([
      "unknown-key",
      "unknown-value",
      "wrong-type",
    ]);
    const many = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join("\n");
    expect(await problemsOf(`${many}\n${POLICY}`)).toHaveLength(20);
  });

  test("is refused in time that grows with its size only", async () => {
    const timeOf = async (keys: number): Promise<number> => {
      const text = Array.from({ length: keys }, (_, index) => `k${index}: 1`).join("\n");
      const start = performance.now();
      await problemsOf(text);
      return performance.now() - start;
    };
    await timeOf(1000);
    // Comparing every key with every other would take 64 times as long.
    expect((await timeOf(40_000)) / (await timeOf(5000))).toBeLessThan(32);
  });
});
