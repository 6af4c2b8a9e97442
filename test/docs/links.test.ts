import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { pages, proseOf, ROOT, tableRows } from "./markdown.ts";

test("every link between pages leads somewhere", () => {
  const broken: string[] = [];
  for (const page of pages()) {
    for (const [, target = ""] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page.path : join(dirname(page.path), path);
      if (!existsSync(ROOT + file)) broken.push(`${page.path}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(file).has(anchor))
        broken.push(`${page.path}: ${target} (no heading)`);
    }
  }
  expect(broken).toEqual([]);
});

test("docs/README.md lists every page", () => {
  const index = readFileSync(`${ROOT}docs/README.md`, "utf8");
  const missing = pages()
    .map(({ path }) => relative("docs", path))
    .filter((path) => !path.startsWith("..") && path !== "README.md" && !index.includes(`(${path})`));
  expect(missing).toEqual([]);
});

test("the README lists every command, in the order of --help", () => {
  const readme = readFileSync(`${ROOT}README.md`, "utf8");
  const rows = tableRows(readme.slice(readme.indexOf("\n## Commands")));
  expect(rows.map(([name]) => name)).toEqual(COMMANDS.map(({ name }) => `\`wildegress ${name}\``));
});

test("a page that a message or a comment of the source names is there", () => {
  const named = new Set<string>();
  for (const file of sourceFiles()) {
    for (const [path] of readFileSync(ROOT + file, "utf8").matchAll(/\bdocs\/[\w/-]+\.md\b/g)) named.add(path);
  }
  expect(named.size).toBeGreaterThan(0);
  expect([...named].filter((path) => !existsSync(ROOT + path))).toEqual([]);
});

function sourceFiles(): string[] {
  return ["src", "templates", "schemas"].flatMap((folder) =>
    listFiles(folder).filter((name) => /\.(ts|yaml|sh)$|wildegress\.schema\.json$/.test(name)),
  );
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(file: string): Set<string> {
  const headings = proseOf({ path: file, text: readFileSync(ROOT + file, "utf8") }).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}

function listFiles(folder: string): string[] {
  return readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);
}
