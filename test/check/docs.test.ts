import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readStores } from "../../scripts/schemas/compile.mjs";

test("docs/validate.md explains every code that a check can give, and no other", () => {
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

function codesInSource(): Set<string> {
  const files = readdirSync("src/check", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("src/check", file));
  const codes = new Set<string>();
  for (const file of [...files, "src/cli/commands/validate.ts"]) {
    const text = readFileSync(file, "utf8");
    for (const [, code = ""] of text.matchAll(/"((?:[a-z0-9]+-)+[a-z0-9]+)"/g)) codes.add(code);
  }
  // Words with hyphens that are no codes: names of problems inside the code, and the encoding's name.
  for (const word of ["api-version", "not-allowed", "utf-8"]) codes.delete(word);
  return codes;
}
