import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import schema from "../../schemas/wildegress.schema.json" with { type: "json" };
import { readStores } from "../../scripts/schemas/compile.mjs";
import { LAYERS } from "../../src/check/rule.ts";
import { RULES } from "../../src/check/rules/registry.ts";
import { tableRows } from "../docs/markdown.ts";
import { corpus } from "../support/manifest-files.ts";

test("docs/validate.md explains every code that validate can give, and no other", () => {
  const page = readFileSync("docs/validate.md", "utf8");
  const table = page.slice(page.indexOf("## The findings"), page.indexOf("## What it does not check"));
  const documented = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([\w-]+)`/g)].map(([, code]) => code),
  );
  expect([...documented].sort()).toEqual([...codesInSource()].sort());
});

test("docs/schemas.md lists every kind", () => {
  const page = readFileSync("docs/schemas.md", "utf8");
  for (const { store } of readStores())
    expect(page).toMatch(new RegExp(`^\\| (Istio|Kubernetes|Gateway API) \\|.*\\b${store.kind}\\b`, "m"));
});

test("docs/rules/README.md lists the rules, as they are", () => {
  const page = readFileSync("docs/rules/README.md", "utf8");
  const rows = tableRows(page).filter(([code = ""]) => /^WE\d+$/.test(code));
  const wanted = RULES.map(({ code, id, level, title }) => [
    code,
    `[\`${id}\`](../../src/check/rules/${id}/doc.md)`,
    level,
    title.replaceAll("|", "\\|"),
  ]);
  expect(rows.sort()).toEqual(wanted);
  for (const layer of LAYERS) {
    const section = page.slice(page.indexOf(`\n## ${layer}\n`)).split(/\n## /)[1] ?? "";
    const codes = tableRows(section).map(([code]) => code);
    expect(codes).toEqual(RULES.filter((rule) => rule.layer === layer).map(({ code }) => code));
  }
});

test("docs/check.md says what the corpus has", () => {
  const page = readFileSync("docs/check.md", "utf8").replace(/\s+/g, " ");
  const [good, bad] = [corpus("accepted").length, corpus("refused").length];
  expect(page).toContain(`${good + bad} manifests of ten kinds, ${good} good and ${bad} bad`);
});

test("docs/check.md describes the settings as the schema does", () => {
  const page = readFileSync("docs/check.md", "utf8");
  const rows = tableRows(page).filter(([key = ""]) => key.startsWith("`check."));
  const { properties } = schema.definitions.check;
  expect(rows.map(([key, , meaning]) => [key, meaning])).toEqual(
    Object.entries(properties).map(([key, { description }]) => [`\`check.${key}\``, description]),
  );
});

function codesInSource(): Set<string> {
  const files = ["src/documents", "src/schema"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  const codes = new Set<string>();
  for (const file of [...files, "src/check/validate-manifests.ts", "src/cli/commands/validate.ts"]) {
    const text = readFileSync(file, "utf8");
    for (const [, code = ""] of text.matchAll(/"((?:[a-z0-9]+-)+[a-z0-9]+)"/g)) codes.add(code);
  }
  // Words with hyphens that are no codes: names of problems inside the code, and the encoding's name.
  for (const word of ["api-version", "not-allowed", "utf-8"]) codes.delete(word);
  return codes;
}
