import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { EXPECT_TEXTS, type Expectation, happened, isAsExpected } from "../../src/trace/expect/expectation.ts";
import { parseExpectFile } from "../../src/trace/expect/read-expect.ts";
import { expectJson, expectJunit, expectSummary, expectText } from "../../src/trace/expect/report-expect.ts";
import type { Tested } from "../../src/trace/expect/run-expect.ts";
import { ROOT } from "../docs/markdown.ts";
import { BLOCKED, DENIED, REACHED, SETTINGS, UNKNOWN } from "./answers.ts";

const FILE = `mesh: { istio: "1.31", outbound: REGISTRY_ONLY }
tests:
- host: en.wikipedia.org
  from: default/sleep
  expect: via gateway and sni-proxy
- name: around
  host: en.wikipedia.org
  from: default/sleep
  sni: ""
  port: 8443
  bypassSidecar: true
  tunnel: { gateway: istio-system/istio-egressgateway, port: 443, sni: x.internal, certificate: false }
  expect: blocked at gateway
  destination: www.wikipedia.org
`;
const validate = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync(`${ROOT}schemas/trace-expect.schema.json`, "utf8")),
);

describe("a file of routing tests", () => {
  test("is a map with mesh and tests, or a list", () => {
    const { mesh, tests } = parseExpectFile(FILE, "t.yaml");
    expect(mesh).toEqual({ istio: "1.31", outbound: "REGISTRY_ONLY" });
    expect(tests).toMatchObject([
      {
        host: "en.wikipedia.org",
        options: { from: "default/sleep" },
        expect: "via gateway and sni-proxy",
        at: { line: 3, column: 3 },
      },
      {
        name: "around",
        options: {
          sni: "",
          port: "8443",
          bypassSidecar: true,
          through: "istio-system/istio-egressgateway:443",
          tunnelSni: "x.internal",
          certificate: false,
        },
        destination: "www.wikipedia.org",
        at: { line: 6 },
      },
    ]);
    expect(parseExpectFile("- { host: a.b, from: c/d, expect: blocked }\n", "t.yaml").tests).toHaveLength(1);
    expect(validate(parse(FILE)), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    ["- { host: a.b, from: c/d, expect: allowed }", 1, 35, "expect"],
    ["- { host: a.b, from: c/d }", 1, 3, "expect"],
    ["- { host: a.b, from: c/d, expect: blocked, porr: 1 }", 1, 44, "did you mean port?"],
    ["- { host: a.b, from: c/d, expect: blocked, port: 0 }", 1, 50, "0 is no port"],
    ["- { host: a.b, from: c/d, expect: blocked, sni: 1 }", 1, 49, "quotes"],
    ["- { host: a.b, from: c/d, expect: blocked, bypassSidecar: x }", 1, 59, "true or false"],
    ["- { host: a.b, from: c/d, expect: blocked, tunnel: {} }", 1, 52, "gateway"],
    ["- x", 1, 3, "no test"],
    ["[]", 1, 1, "no tests"],
    ["tests: []", 1, 8, "no tests"],
    ["mesh: { outbound: x }\ntests: [{ host: a.b, from: c/d, expect: blocked }]", 1, 19, "ALLOW_ANY"],
  ])("that is wrong points at it, and the schema agrees: %s", (text, line, column, words) => {
    const run = (): unknown => parseExpectFile(text, "t.yaml");
    expect(run).toThrow(DiagnosticError);
    try {
      run();
    } catch (error) {
      const [first] = (error as DiagnosticError).diagnostics;
      expect(first?.at).toEqual({ kind: "file", file: "t.yaml", line, column });
      expect(JSON.stringify(first)).toContain(words);
    }
    expect(validate(parse(text))).toBe(false);
  });

  test("schema and code know the same expectations", () => {
    const { $defs } = JSON.parse(readFileSync(`${ROOT}schemas/trace-expect.schema.json`, "utf8"));
    expect($defs.test.properties.expect.enum).toEqual(EXPECT_TEXTS);
  });
});

test("what is as expected", () => {
  const fits = (expectation: Pick<Expectation, "expect" | "destination">): boolean =>
    isAsExpected(expectation, REACHED.result);
  expect(fits({ expect: "reached", destination: undefined })).toBe(true);
  expect(fits({ expect: "via gateway and sni-proxy", destination: "en.wikipedia.org" })).toBe(true);
  expect(fits({ expect: "via gateway", destination: undefined })).toBe(false);
  expect(fits({ expect: "reached", destination: "de.wikipedia.org" })).toBe(false);
  expect(isAsExpected({ expect: "blocked", destination: undefined }, BLOCKED.result)).toBe(true);
  expect(isAsExpected({ expect: "blocked at gateway", destination: undefined }, BLOCKED.result)).toBe(false);
  expect(isAsExpected({ expect: "blocked", destination: undefined }, UNKNOWN.result)).toBe(false);
  expect([REACHED, BLOCKED, DENIED, UNKNOWN].map(({ result }) => happened(result))).toEqual([
    "via gateway and sni-proxy",
    "blocked at sidecar",
    "blocked at gateway",
    "unknown",
  ]);
});

describe("reports", () => {
  const [first, second] = parseExpectFile(FILE, "t.yaml").tests;
  if (first === undefined || second === undefined) throw new Error("two tests");
  const tests: Tested[] = [
    { expectation: first, connection: REACHED.connection, result: REACHED.result, passed: true },
    {
      expectation: { ...second, destination: undefined, name: 'a <"&> name' },
      connection: BLOCKED.connection,
      result: BLOCKED.result,
      passed: false,
    },
  ];

  test("in text: what failed, where, and what happened instead", () => {
    expect(
      expectText(tests, { verbose: false }),
    ).toBe(`t.yaml:6:3: a <"&> name: default/sleep → evil.example.com:443, TLS
  expected: blocked at gateway
  happened: blocked at sidecar (BlackHoleCluster)
  decided:  listener: the listener for port 443 takes connections to any address  ServiceEntry default/wikipedia  egress.yaml:17
`);
    expect(expectText(tests, { verbose: true })).toContain(
      "ok   default/sleep → en.wikipedia.org:443, TLS: via gateway and sni-proxy\n",
    );
    expect(expectSummary(tests)).toBe("2 expectations: 1 as expected, 1 not\n");
  });

  test("in JSON", () => {
    const value = JSON.parse(expectJson(tests, () => SETTINGS));
    expect(value).toMatchObject({
      passed: false,
      tests: [
        { passed: true },
        {
          passed: false,
          expect: "blocked at gateway",
          happened: "blocked at sidecar",
          file: "t.yaml",
          line: 6,
          answer: { outcome: "blocked" },
        },
      ],
    });
  });

  test("in JUnit's XML", () => {
    const xml = expectJunit(tests);
    expect(xml).toContain('<testsuites name="wildegress trace" tests="2" failures="1" errors="0">');
    expect(xml).toContain(
      'name="a &lt;&quot;&amp;&gt; name: default/sleep → evil.example.com:443, TLS" file="t.yaml" line="6">',
    );
    expect(xml).toContain(
      '<failure message="expected blocked at gateway, happened blocked at sidecar">expected: blocked at gateway',
    );
    expect(xml.match(/<testcase /g)).toHaveLength(2);
  });
});
