import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describeReleases, strategyAvailability } from "../../src/strategies/availability.ts";
import { STRATEGIES } from "../../src/strategies/registry.ts";
import { blocksOf, pages, ROOT, tableRows } from "./markdown.ts";

const readme = readFileSync(`${ROOT}README.md`, "utf8");
const index = readFileSync(`${ROOT}docs/strategies/README.md`, "utf8");
/** What the last cell of a row of "What a client can do" may begin with. */
const SEEN = /^(\*\*run\*\*|form|conf|read|no|–)(?=$|[ ;])/;
/** What every page says an outcome for. */
const ASKED = [
  "deep name|any depth",
  "apex",
  "foreign",
  "upper case|any case",
  "another address",
  "private address",
  "two addresses",
  "goes around|not in the mesh",
  "HTTP",
];

function section(text: string, heading: string): string {
  const start = text.indexOf(`\n## ${heading}`);
  if (start < 0) throw new Error(`no section "${heading}"`);
  const end = text.indexOf("\n## ", start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}

test("the README's decision table is the registry's list, in its order, with its releases", async () => {
  const found = await strategyAvailability({ istio: undefined, dataPlane: undefined });
  const rows = tableRows(section(readme, "Which strategy")).map((cells) => cells.slice(1, 3));
  expect(rows).toEqual(
    found.map(({ strategy: { id }, releases }) => [
      `[\`${id}\`](docs/strategies/${id}.md)`,
      describeReleases(releases),
    ]),
  );
});

test("the table of docs/strategies is what wildegress strategies prints", async () => {
  const found = await strategyAvailability({ istio: undefined, dataPlane: undefined });
  const table = index.slice(index.indexOf("<!-- strategies -->"), index.indexOf("<!-- /strategies -->"));
  expect(tableRows(table)).toEqual(
    found.map(({ strategy: { id, summary, needs, protection }, releases }) => [
      `[\`${id}\`](${id}.md)`,
      summary,
      needs,
      describeReleases(releases),
      protection,
    ]),
  );
});

test("the README has a picture of each strategy", () => {
  const pictures = [...section(readme, "Which strategy").matchAll(/^\*\*([\w-]+)\*\*\n\n```mermaid$/gm)];
  expect(pictures.map(([, id]) => id)).toEqual(STRATEGIES.map(({ id }) => id));
});

test("pictures are flow charts whose labels are quoted, so that no character in them is taken for syntax", () => {
  for (const page of pages()) {
    for (const { language, text, line } of blocksOf(page)) {
      if (language !== "mermaid") continue;
      expect(text, `${page.path}:${line}`).toMatch(/^flowchart (LR|TD)\n/);
      const bare = text.replace(/"[^"\n]*"/g, '""');
      expect(bare.slice(bare.indexOf("\n")), `${page.path}:${line}`).toMatch(
        /^(\n {2}\w+(\[""\])?( -- "" --> \w+(\[""\])?| --> \w+(\[""\])?)*)+\n$/,
      );
    }
  }
});

describe.each(STRATEGIES.map(({ id }) => [id]))("the page of %s", (id) => {
  const text = readFileSync(`${ROOT}docs/strategies/${id}.md`, "utf8");

  test("has a picture, what it emits, an example, and what helps", () => {
    expect(text).toMatch(/^```mermaid$/m);
    expect(tableRows(section(text, "What it emits")).length).toBeGreaterThan(1);
    expect(text).toMatch(/^```sh$/m);
    expect(section(text, "What helps")).toMatch(/^- /m);
  });

  test("says what a client can do, and for each outcome whether it was run", () => {
    const rows = tableRows(text).filter((cells) => cells.length === 3 && cells[2] !== undefined && isOutcome(cells));
    expect(rows.length).toBeGreaterThan(8);
    for (const topic of ASKED) expect(rows.map(([does]) => does).join("\n")).toMatch(new RegExp(topic));
    for (const [does, , seen] of rows) expect(seen, does).toMatch(SEEN);
  });

  function isOutcome([does = ""]: string[]): boolean {
    const table = text.slice(text.indexOf("| the client… |"));
    return table.includes(`| ${does} |`);
  }
});
