import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../docs/markdown.ts";
import { checkText } from "./check-text.ts";

/**
 * What Istio's own pages on egress have taught people to write, in its old form and in its new one, and all that check says of it, release by
 * release: notes too. A folder is a page; `expected.txt` has a block for each file and the releases for which the same is found.
 */
const HERE = join(ROOT, "test/check/docs-pages");

interface Block {
  readonly file: string;
  readonly releases: readonly string[];
  readonly findings: readonly string[];
}

const PAGES = readdirSync(HERE).map((page) => ({ page, blocks: blocksOf(join(HERE, page, "expected.txt")) }));
const OLDEST = "1.5";
const NEWEST = "1.31";

describe.each(PAGES)("$page", ({ page, blocks }) => {
  const cases = blocks.flatMap(({ file, releases, findings }) =>
    releases.map((release) => [file, release, findings] as const),
  );

  test("says what is expected of every file, from the oldest release to the newest", () => {
    const files = readdirSync(join(HERE, page)).filter((name) => name.endsWith(".yaml"));
    expect(files).not.toEqual([]);
    for (const file of files) {
      const releases = cases.filter(([name]) => name === file).map(([, release]) => release);
      expect([file, releases]).toEqual([file, [...new Set(releases)]]);
      expect(releases.length).toBeGreaterThan(5);
      expect(releases).toEqual(expect.arrayContaining([OLDEST, NEWEST]));
    }
    for (const [file] of cases) expect(existsSync(join(HERE, page, file))).toBe(true);
  });

  test.each(cases)("%s on Istio %s", async (file, istio, expected) => {
    const found = await checkText(readFileSync(join(HERE, page, file), "utf8"), { istio });
    const lines = found.map(({ at, level, code, rule }) => `${at.line} ${level} ${code} ${rule}`);
    expect(lines).toEqual(expected);
  });
});

test.each([
  ["envoy-sni-proxy", "new.yaml", "1.31", "none-behind-gateway"],
  ["nginx-sni-proxy", "old.yaml", "1.18", "outer-sni-unmatched"],
])("%s: it is the EnvoyFilters that make %s right on %s: without them there is %s", async (page, file, istio, rule) => {
  const text = readFileSync(join(HERE, page, file), "utf8");
  const without = text.split("---\n").filter((document) => !document.includes("kind: EnvoyFilter"));
  const rules = async (manifests: string) => (await checkText(manifests, { istio })).map((finding) => finding.rule);
  expect(await rules(text)).not.toContain(rule);
  expect(await rules(without.join("---\n"))).toContain(rule);
});

function blocksOf(path: string): Block[] {
  const blocks: { file: string; releases: string[]; findings: string[] }[] = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [, file, releases] = /^(\S+\.yaml) on (.+):$/.exec(line) ?? [];
    if (file !== undefined && releases !== undefined)
      blocks.push({ file, releases: releases.split(", "), findings: [] });
    else if (line.startsWith("  ")) blocks.at(-1)?.findings.push(line.trim());
    else if (line !== "" && !line.startsWith("#")) throw new Error(`${path}: not understood: ${line}`);
  }
  return blocks;
}
