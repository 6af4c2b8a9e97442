import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { LAYERS, LEVELS, type Rule } from "../../src/check/rule.ts";
import { RULES } from "../../src/check/rules/registry.ts";
import { knownKinds } from "../../src/check/schema/store.ts";
import { blocksOf, ROOT, tableRows } from "../docs/markdown.ts";
import { checkText } from "./check-text.ts";
import { SPECIAL, WITHOUT_EXAMPLE } from "./special-rules.ts";

const HERE = join(ROOT, "test/check/rules");
const SOURCE = join(ROOT, "src/check/rules");

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

describe("the registry", () => {
  test("has the rules of the folders, and no other", () => {
    const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(RULES.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  test("is sorted by code, and no code or name is there twice", () => {
    const codes = RULES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const code of codes) expect(code).toMatch(/^WE\d{4}$/);
  });

  test("has fixtures for every rule, but for those that have a test of their own", () => {
    const special = [...Object.keys(SPECIAL), ...WITHOUT_EXAMPLE];
    expect(readdirSync(HERE).concat(special).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  test("names kinds that there are schemas for", () => {
    const kinds = Object.keys(knownKinds());
    for (const rule of RULES) expect(kinds).toEqual(expect.arrayContaining([...kindsOf(rule)]));
  });
});

describe.each(RULES.map((rule) => [`${rule.code} ${rule.id}`, rule] as const))("%s", (_name, rule) => {
  const folder = join(HERE, rule.id);
  const page = readFileSync(join(SOURCE, rule.id, "doc.md"), "utf8");

  test("says what, why and what to do, in one line each", () => {
    expect(LAYERS).toContain(rule.layer);
    expect(LEVELS).toContain(rule.level);
    for (const words of [rule.title, rule.why, rule.fix]) expect(words).toMatch(/^\S[^\n]*[^\s.]$/);
  });

  test("has a page that says the same", () => {
    expect(page.startsWith(`# ${rule.code} ${rule.id}\n`)).toBe(true);
    for (const words of [rule.title, rule.why, rule.fix])
      expect(page.toLowerCase()).toContain(`${words.toLowerCase()}.`);
    const [[layer, level, kinds = ""] = []] = tableRows(page);
    expect([layer, level]).toEqual([rule.layer, rule.level]);
    const named = kindsOf(rule).map((kind) => kind.split("/")[1]);
    if (!/^every /.test(kinds)) expect(kinds.split(", ").sort()).toEqual(named.sort());
  });

  test.runIf(existsSync(folder))(
    "finds what is wrong in its fixture and in its page, and nothing in the right ones",
    async () => {
      const examples = blocksOf({ path: rule.id, text: page }).filter(({ language }) => language === "yaml");
      expect(examples).toHaveLength(2);
      const wrong = [readFileSync(join(folder, "bad.yaml"), "utf8"), examples[0]?.text ?? ""];
      const right = [readFileSync(join(folder, "ok.yaml"), "utf8"), examples[1]?.text ?? ""];
      for (const text of wrong) expect((await checkText(text)).map(({ code }) => code)).toContain(rule.code);
      for (const text of right) expect((await checkText(text)).filter(({ level }) => level !== "info")).toEqual([]);
    },
  );
});

/** Rules of manifests, one at a time or all together, say which kinds they read. */
function kindsOf(rule: Rule): readonly string[] {
  return "kinds" in rule ? rule.kinds : [];
}
