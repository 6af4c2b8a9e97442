import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { printYaml } from "../../src/output/yaml.ts";
import { NASTY_STRINGS } from "./nasty-strings.ts";

const VERSIONS = ["1.1", "1.2"] as const;
const RUNS = 10_000;

/** What a reader of that YAML version makes of the text; throws on errors and warnings. */
function readBack(text: string, version: (typeof VERSIONS)[number]): unknown[] {
  const documents = parseAllDocuments(text, { version, schema: version === "1.1" ? "yaml-1.1" : "core" });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS({ maxAliasCount: 0 });
  });
}

function expectRoundTrip(objects: readonly unknown[], comments?: readonly (string | undefined)[]): void {
  const text = printYaml(objects, comments === undefined ? {} : { comments });
  for (const version of VERSIONS) expect(readBack(text, version)).toEqual(objects);
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string(),
  fc.constantFrom(...NASTY_STRINGS),
  fc.array(fc.oneof(fc.constantFrom(...NASTY_STRINGS), fc.string()), { maxLength: 4 }).map((parts) => parts.join("\n")),
  fc.stringMatching(/^[-+0-9a-fxobeE._:TZ ]{1,12}$/),
);

/** Readers of YAML take keys of at most 1,024 characters. */
const key = text.filter((string) => JSON.stringify(string).length < 160);

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(key, tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("printYaml", () => {
  it("prints documents as kubectl does", () => {
    const entry = {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: { name: "wikipedia", labels: {}, annotations: { on: "yes" } },
      spec: {
        hosts: ["*.wikipedia.org", "www.wikipedia.org"],
        ports: [{ number: 443, name: "tls" }],
        matrix: [["a"], []],
      },
    };
    const conf = { data: { "nginx.conf": "stream {\n\n  # a comment\n}\n" } };
    expect(printYaml([entry, conf])).toBe(
      [
        "apiVersion: networking.istio.io/v1",
        "kind: ServiceEntry",
        "metadata:",
        "  name: wikipedia",
        "  labels: {}",
        "  annotations:",
        '    "on": "yes"',
        "spec:",
        "  hosts:",
        '  - "*.wikipedia.org"',
        "  - www.wikipedia.org",
        "  ports:",
        "  - number: 443",
        "    name: tls",
        "  matrix:",
        "  - - a",
        "  - []",
        "---",
        "data:",
        "  nginx.conf: |",
        "    stream {",
        "",
        "      # a comment",
        "    }",
        "",
      ].join("\n"),
    );
  });

  it("prints nothing for no documents", () => {
    expect(printYaml([])).toBe("");
  });

  it.each(NASTY_STRINGS)("keeps the string %j, as value, key, item and document", (nasty) => {
    expectRoundTrip([{ value: nasty, list: [nasty, [nasty], { inner: { deep: nasty } }] }, nasty, [nasty]]);
    if (nasty.length < 160) expectRoundTrip([{ [nasty]: { [nasty]: [nasty] } }]);
  });

  it.each([
    "*.wikipedia.org",
    "1.30",
    "0o7",
    "1_000",
    "12:30",
    ".inf",
    "~",
    "null",
    "y",
    "NO",
    "2001-01-01",
    "%x",
    "a ",
    "a: b",
  ])("quotes %j", (value) => {
    expect(printYaml([value])).toBe(`${JSON.stringify(value)}\n`);
  });

  it.each([
    "wikipedia",
    "networking.istio.io/v1",
    "nginx:1.30.7",
    "100m",
    "128Mi",
    "/etc/nginx",
    "two words",
    "istio=egress",
  ])("leaves %j plain", (value) => {
    expect(printYaml([value])).toBe(`${value}\n`);
  });

  it("keeps __proto__ a key like any other", () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    const text = printYaml([value]);
    expect(text).toBe('"__proto__":\n  polluted: true\nconstructor: 1\n');
    for (const version of VERSIONS) expect(JSON.stringify(readBack(text, version)[0])).toBe(JSON.stringify(value));
    expect({}).not.toHaveProperty("polluted");
  });

  it.each([
    [undefined],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [1n],
    [Symbol("x")],
    [() => 1],
    [new Date(0)],
    [new Map()],
  ])("refuses %s", (value) => {
    expect(() => printYaml([value])).toThrow();
    expect(() => printYaml([{ a: [value] }])).toThrow();
  });

  it("refuses cycles, lone surrogates and keys that no reader takes", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => printYaml([cycle])).toThrow(/cycle/);
    expect(() => printYaml(["\ud800"])).toThrow(/Unicode/);
    expect(() => printYaml([{ a: "x\n\udfff" }])).toThrow(/Unicode/);
    expect(() => printYaml([{ ["k".repeat(1001)]: 1 }])).toThrow(/key/);
  });

  it(`reads back as what was printed, in YAML 1.1 and 1.2 (${RUNS} runs)`, { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 3 }), (objects) => expectRoundTrip(objects)),
      { numRuns: RUNS },
    );
  });

  it("is the same text every time, and after a round trip", () => {
    fc.assert(
      fc.property(json, (value) => {
        const printed = printYaml([value]);
        expect(printYaml(readBack(printed, "1.2"))).toBe(printed);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("comments of printYaml", () => {
  it("stand above their document, wrapped at 100 columns", () => {
    const comment = `Takes the wildcard hosts into the mesh, ${"so that the sidecar knows them, ".repeat(4)}and no more.`;
    const lines = printYaml([{ a: 1 }, { b: 2 }, { c: 3 }], { comments: [comment, undefined, "Last."] }).split("\n");
    const comments = lines.filter((line) => line.startsWith("#"));
    expect(
      comments
        .slice(0, -1)
        .map((line) => line.slice(2))
        .join(" "),
    ).toBe(comment);
    expect(lines.slice(comments.length - 1)).toEqual(["a: 1", "---", "b: 2", "---", "# Last.", "c: 3", ""]);
    expect(comments.every((line) => line.length <= 100)).toBe(true);
    expect(comments.length).toBe(3);
  });

  it("never become YAML, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(json, fc.option(text, { nil: undefined })), { maxLength: 3 }), (pairs) => {
        expectRoundTrip(
          pairs.map(([value]) => value),
          pairs.map(([, comment]) => comment),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
