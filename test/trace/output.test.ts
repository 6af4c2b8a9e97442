import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/trace/answer.ts";
import { answerHtml } from "../../src/trace/output/html.ts";
import { answerJson } from "../../src/trace/output/json.ts";
import { answerMermaid } from "../../src/trace/output/mermaid.ts";
import { colourPaint, PLAIN_PAINT } from "../../src/trace/output/paint.ts";
import { answerSvg } from "../../src/trace/output/svg.ts";
import { answerText } from "../../src/trace/output/text.ts";
import { textWidth } from "../../src/trace/output/wrap.ts";
import { ROOT } from "../docs/markdown.ts";
import { ANSWERS, BLOCKED, REACHED, UNKNOWN } from "./answers.ts";

const plain = (answer: Answer, columns = 100, verbose = false): string =>
  answerText(answer, { columns, verbose, paint: PLAIN_PAINT });

describe("text", () => {
  test("says the answer first and last, and what to do", () => {
    expect(
      plain(BLOCKED),
    ).toBe(`✗ evil.example.com:443 is blocked at the sidecar: nothing lists the name, and the mesh is
  REGISTRY_ONLY
  default/sleep → evil.example.com:443, TLS

  client default/sleep
  │  DNS            evil.example.com is taken to resolve to a public address
  │  capture        iptables hands the connection to the sidecar
  │
  ▼ sidecar of default/sleep
  │  listener       the listener for port 443 takes connections to any address
  │                 ServiceEntry default/wikipedia  egress.yaml:17
  │  filter chain   no filter chain is for the SNI evil.example.com, so the connection falls through
  │                 to what is for unlisted names
  │                 ✗ *.wikipedia.org does not cover evil.example.com
  │                   VirtualService default/wikipedia  egress.yaml:41
  │                 ✗ *.wikimedia.org does not cover evil.example.com
  │                   VirtualService default/wikimedia  egress.yaml:71
  │                 … 1 more lost (--verbose shows them)
  ✗  end            unlisted names are refused: outboundTrafficPolicy is REGISTRY_ONLY

Blocked at the sidecar (BlackHoleCluster).
Nothing that namespace default sees lists evil.example.com:443, and the mesh refuses what is not
listed (REGISTRY_ONLY).
If it should be reached, the command below lists it. If a manifest lists it already, look at its
namespace, its exportTo, its port and protocol, and at Sidecar resources.
  $ wildegress gen --domain evil.example.com --namespace default

Taken for granted:
- evil.example.com resolves to a public address
`);
  });

  test("--verbose shows all that lost, fields, and Envoy's names", () => {
    const text = plain(BLOCKED, 110, true);
    expect(text).toContain("*.wikidata.org does not cover");
    expect(text).toContain("0.0.0.0_443");
    expect(text).toContain("spec.tls[0].match[0].sniHosts");
  });

  test.each([60, 80, 120])("no line is wider than %i columns, unless a word of it is", (columns) => {
    for (const [, answer] of ANSWERS) {
      const wide = plain(answer, columns)
        .split("\n")
        .filter((line) => textWidth(line) > columns && !/\S{35}/.test(line) && !line.includes("$ "));
      expect(wide).toEqual([]);
    }
  });

  test("colour changes nothing but colour", async () => {
    const painted = answerText(REACHED, { columns: 100, verbose: true, paint: await colourPaint() });
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe(plain(REACHED, 100, true));
  });

  test("what comes from manifests cannot forge a line", () => {
    const forged: Answer = { ...UNKNOWN, result: { ...UNKNOWN.result, says: "x\n\u001b[31mreached" } };
    expect(plain(forged).split("\n")[0]).toBe(
      "? en.wikipedia.org:443: unknown from the sidecar on: x\\x0a\\x1b[31mreached",
    );
  });
});

test.each(ANSWERS)("JSON fits its schema: %s", (_name, answer) => {
  const validate = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync(`${ROOT}schemas/trace.schema.json`, "utf8")),
  );
  const value: unknown = JSON.parse(answerJson(answer));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(value).toMatchObject({
    outcome: answer.result.outcome,
    path: answer.result.path.map(({ at, stage }) => ({ at, stage })),
  });
});

describe("Mermaid", () => {
  test("has a box for each proxy and ends with the outcome", () => {
    expect(answerMermaid(REACHED)).toContain("ask --> hop1 --> hop2 --> hop3 --> hop4 --> hop5 --> answer");
    expect(answerMermaid(BLOCKED)).toContain('answer(["<b>blocked at the sidecar</b><br/>BlackHoleCluster"])');
  });

  test("text never ends a label, and brings no markup", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (says) => {
        const { path } = REACHED.result;
        const answer = { ...REACHED, result: { ...REACHED.result, path: path.map((hop) => ({ ...hop, says })) } };
        for (const line of answerMermaid(answer)
          .split("\n")
          .filter((one) => /^ {2}hop\d+\[/.test(one))) {
          const [, label] = /^ {2}hop\d+\["([^"]*)"\]$/.exec(line) ?? [];
          expect(label?.replace(/<\/?(?:b|i|br\/)>/g, "")).toMatch(/^[^<>"`\n]+$/);
        }
        expect(answerMermaid(answer).split("\n").length).toBe(answerMermaid(REACHED).split("\n").length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("SVG and HTML", () => {
  test.each(ANSWERS)("are whole, and need nothing from outside: %s", (_name, answer) => {
    for (const text of [answerSvg(answer), answerHtml(answer)]) {
      expect(text.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
        /https?:|url\(|<script|@import|<image|<use|\son\w+=/i,
      );
    }
    expect(unbalanced(answerSvg(answer))).toEqual([]);
  });

  test("whatever text there is, it stays text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (says) => {
        const svg = answerSvg({ ...REACHED, result: { ...REACHED.result, says: `<script>"&${says}` } });
        expect(svg).not.toContain("<script");
        expect(unbalanced(svg)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("no text runs out of the picture, as its widths are reckoned", () => {
    const long = "a.very.long.name.".repeat(20);
    const { path } = REACHED.result;
    const svg = answerSvg({
      ...REACHED,
      result: { ...REACHED.result, says: long, path: path.map((hop) => ({ ...hop, says: long, where: "x" })) },
    });
    const lines = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, line = ""]) => line);
    expect(lines.filter((line) => line.length > 125)).toEqual([]);
  });
});

/** Tags that are not closed, and marks of markup where text should be. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?:\s[\w-]+(?::[a-z]+)?="[^"<>]*")*)\s*(\/?)>/g,
    (_whole, close: string, name: string, _attributes: string, empty: string) => {
      if (close !== "") {
        if (open.pop() !== name) open.push(`</${name}>`);
      } else if (empty === "") open.push(name);
      return "";
    },
  );
  const stray = /[<>]|&(?!(?:amp|lt|gt|quot);)|[^\P{Cc}\n]/u.exec(rest.replace(/text\{[\s\S]*?\}\}/, ""));
  return stray === null ? open : [...open, stray[0]];
}
