import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { lazyDocuments } from "../../src/documents/lazy-documents.ts";
import { type Parsed, parseDocuments } from "../../src/documents/parse-documents.ts";
import { quickValue } from "../../src/documents/quick-document.ts";
import { quickJson } from "../../src/documents/quick-json.ts";
import { printYaml } from "../../src/output/yaml.ts";
import { ROOT } from "../docs/markdown.ts";
import { PROPERTY_RUNS } from "../support/property-runs.ts";

/** Lines and pieces of lines as manifests have them, and what a reader stumbles over. */
const PIECES = [
  ..."abkn".split(""),
  ..."0123456789.-/_:,# \"'[]{}|>&*!%@`~<?=+".split(""),
  "\n",
  "\r\n",
  "\r",
  "{ a: [b, {}], 'c': [], \"d e\": { f: 'g', h: [1,2 ] }}",
  "\n  ",
  "\n    ",
  "\n- ",
  "\n  - ",
  "\n---\n",
  "\n--- ",
  "\n...\n",
  "\n%YAML 1.1\n",
  "\t",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\x07",
  ": ",
  ":\n",
  ": |\n",
  ": |-\n",
  ": >\n",
  "- - ",
  "- ",
  "key: value\n",
  "a:\n  b: c\n",
  "hosts:\n- x\n- y\n",
  "hosts:\n  - name: x\n    port: 1\n",
  "{ number: 443, name: tls }",
  '["*.x.org", b]',
  '"*.wikipedia.org"',
  "'it''s'",
  '"\\n"',
  " # comment",
  "# comment\n",
  ..."y n yes No on OFF true True false null ~ NULL .inf .5 1e3 0x1f 0o17 017 1_000 1:30 -1 +1 2026-01-01 10.0.0.1 10.0.0.0/8 1.31 1.2.3 5s 100m 0b1 0 00 12e 9a <<".split(
    " ",
  ),
  "__proto__: 1\n",
  "constructor: 1\n",
  "&x a",
  "*x",
];
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES),
      fc.constantFrom(...PIECES).map((piece) => `${piece}\n`),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));

const scalar = fc.oneof(
  fc.constantFrom(
    "yes",
    "null",
    "",
    " x",
    "a b",
    "*.wikipedia.org",
    "x: y",
    "x #y",
    "1.31",
    "0123",
    "a\nb\n",
    "\n",
    "~",
    "é",
    "😀",
  ),
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom("hosts", "apiVersion", "app.kubernetes.io/name", "y", "1"), fc.string({ maxLength: 5 })),
      tie("value"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
}));

describe("the quick reader and the full parser give the same", () => {
  test.each([":\n\t\n\n--- \n", "\ufeff%\n---\n", "%\n---", "'\n---\n'"])("of what reaches over a marker, %j", same);

  test("of anything made of pieces of YAML", () => {
    fc.assert(fc.property(text, same), { numRuns: PROPERTY_RUNS * 4 });
  });

  test("of values as wildegress prints them, and the library, and JSON", () => {
    const printed = fc.oneof(
      value.map((one) => printYaml([one])),
      fc.tuple(value, value).map((both) => printYaml(both)),
      value.map((one) => stringify(one)),
      value.map((one) => stringify(one, { indentSeq: false, lineWidth: 0, singleQuote: true })),
      value.map((one) => stringify(one, { collectionStyle: "flow", lineWidth: 0 })),
      value.map((one) => JSON.stringify(one)),
      value.map((one) => JSON.stringify(one, undefined, 2)),
    );
    fc.assert(fc.property(printed, same), { numRuns: PROPERTY_RUNS * 2 });
  });

  test("of a text with a character changed", () => {
    const changed = fc
      .tuple(
        fc.constantFrom(MANIFEST, JSON.stringify(JSON_MANIFEST)),
        fc.nat(),
        fc.constantFrom(...PIECES),
        fc.nat({ max: 3 }),
      )
      .map(([whole, place, piece, drop]) => {
        const at = place % whole.length;
        return whole.slice(0, at) + piece + whole.slice(at + drop);
      });
    fc.assert(fc.property(changed, same), { numRuns: PROPERTY_RUNS * 2 });
  });
});

test("of every manifest in the tests and the templates: the corpus, what is golden, the examples of rules", () => {
  const files = ["test/check", "test/golden", "test/trace", "test/mesh", "templates"].flatMap((folder) =>
    filesBelow(join(ROOT, folder)),
  );
  expect(files.length).toBeGreaterThan(300);
  for (const file of files) same(readFileSync(file, "utf8"));
}, 120_000);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => join(folder, name));
}

const MANIFEST = `# made by hand
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wikipedia, namespace: default }
spec:
  hosts:
  - "*.wikipedia.org" # all of them
  ports:
    - number: 443
      name: 'tls'
      protocol: TLS
  resolution: NONE
  text: |
    two

    lines
---
kind: VirtualService
spec: {}
`;
const JSON_MANIFEST = { kind: "List", items: [{ a: 1, b: 'x"y' }, { a: [true, null] }] };

test("what people write is read the quick way", () => {
  for (const document of MANIFEST.split("---\n")) expect(quickValue(document)).toBeDefined();
  expect(quickJson(JSON.stringify(JSON_MANIFEST))).toEqual({ value: JSON_MANIFEST });
  expect(quickJson('{"a": 1, "a": 2}')).toBeUndefined();
  expect(quickJson('{"a": "\\"a\\": 1"}')).toEqual({ value: { a: '"a": 1' } });
});

test("brackets in brackets cost no more than their number", () => {
  same(`a: ${"[".repeat(19)}x, {b: c}${"]".repeat(19)}\n`);
});

test("places are those of the file, in each of its documents", () => {
  const file = `${MANIFEST}---\nbroken: [\n`;
  const [first, second, third] = [...lazyDocuments(file, "x.yaml")];
  expect(first).toBeDefined();
  expect(placeOf(first, ["spec", "hosts", 0])).toEqual({ line: 7, column: 5 });
  expect(placeOf(second, ["kind"])).toEqual({ line: 18, column: 7 });
  expect(third).toMatchObject({ problem: { code: "bad-yaml", at: { file: "x.yaml", line: 22 } } });
});

function placeOf(one: Parsed | undefined, path: readonly (string | number)[]): unknown {
  return one !== undefined && "document" in one ? one.document.locate(path) : undefined;
}

function same(whole: string): void {
  const quick = [...lazyDocuments(whole, "x")].map(summary);
  const full = [...parseDocuments(whole, "x")].map(summary);
  expect(quick).toEqual(full);
}

/** The value with the place of everything in it. */
function summary(one: Parsed): unknown {
  if ("problem" in one) return one;
  const { document } = one;
  return {
    value: document.value,
    places: pathsIn(document.value).map((path) => [
      document.locate(path),
      document.locate(path, "key"),
      document.span(path),
      document.span(path, "key"),
    ]),
  };
}

function pathsIn(one: unknown, base: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof one !== "object" || one === null) return [base];
  const steps: [string | number, unknown][] = Array.isArray(one)
    ? one.map((item, index) => [index, item])
    : Object.entries(one);
  return [base, [...base, "missing"], ...steps.flatMap(([step, item]) => pathsIn(item, [...base, step]))];
}
