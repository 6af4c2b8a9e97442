import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "tldts";
import { describe, expect, it } from "vitest";
import { breadthOf } from "../../../src/plan/public-suffix/breadth.ts";

/** Every name in the table, a wildcard's star replaced by a word. */
const TABLE = new URL("../../../schemas/public-suffixes.txt", import.meta.url);
const lines = readFileSync(TABLE, "utf8").split("\n").slice(1, -1);
const listed = lines.flatMap((line) => {
  const [top = "", ...marked] = line.split(" ");
  return [top, ...marked.map((text) => `${text.slice(1).replace("*", "anything")}.${top}`)];
});

/** What tldts says of a name: it knows the suffixes, and not what stands above them. */
function suffixKind(base: string): string {
  const { publicSuffix, isPrivate } = parse(base, {
    allowPrivateDomains: true,
    validateHostname: false,
    extractHostname: false,
  });
  if (publicSuffix !== base) return "own";
  return isPrivate === true ? "multi-tenant" : "public-suffix";
}

describe("breadthOf", () => {
  it.each([
    ["com", "public-suffix"],
    ["co.uk", "public-suffix"],
    ["nosuchtld", "public-suffix"],
    ["ck", "public-suffix"],
    ["anything.ck", "public-suffix"],
    ["www.ck", "own"],
    ["kawasaki.jp", "public-suffix"],
    ["city.kawasaki.jp", "own"],
    ["xn--p1ai", "public-suffix"],
    ["github.io", "multi-tenant"],
    ["blob.core.windows.net", "multi-tenant"],
    ["core.windows.net", "multi-tenant"],
    ["amazonaws.com", "multi-tenant"],
    ["s3.amazonaws.com", "multi-tenant"],
    ["mine.s3.amazonaws.com", "own"],
    ["googleapis.com", "multi-tenant"],
    ["wikipedia.org", "own"],
    ["en.wikipedia.org", "own"],
    ["example.nosuchtld", "own"],
    ["constructor", "public-suffix"],
    ["constructor.com", "own"],
  ])("%s: %s", (base, breadth) => {
    expect(breadthOf(base)).toBe(breadth);
  });

  it("agrees with tldts about every name of the list that is a suffix", () => {
    expect(listed.length).toBeGreaterThan(8000);
    const wrong = listed.filter((name) => suffixKind(name) !== "own" && breadthOf(name) !== suffixKind(name));
    expect(wrong).toEqual([]);
  });

  it("agrees with tldts about names below the list's, and about any others", () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}[a-z0-9]$/);
    const name = fc.oneof(
      fc.tuple(label, fc.constantFrom(...listed)).map((labels) => labels.join(".")),
      fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")),
    );
    fc.assert(
      fc.property(name, (base) => {
        // Only what stands above a suffix may be judged more strictly than tldts does.
        fc.pre(!listed.includes(base));
        expect(breadthOf(base)).toBe(suffixKind(base));
      }),
      { numRuns: 2000 },
    );
  });

  it("stands on the list that the installed tldts carries", async () => {
    const { fileText } = (await import("../../../scripts/public-suffix/derive.mjs" as string)) as {
      fileText(): string;
    };
    expect(readFileSync(TABLE, "utf8")).toBe(fileText());
  });
});
