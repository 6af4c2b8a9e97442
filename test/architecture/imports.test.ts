import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tableRows } from "../docs/markdown.ts";
import { folderOf, type Import, importsOf, ROOT, sourceFiles, textOf } from "./imports.ts";

const files = sourceFiles();
const all = files.flatMap(importsOf);
const shown = ({ from, to }: Import): string => `${from} imports ${to}`;

test("imports are found: static, of types, dynamic, and re-exports", () => {
  const from = (file: string): string[] => all.filter((one) => one.from === file).map(({ to }) => to);
  expect(from("index.ts")).toEqual(
    expect.arrayContaining(["generate.ts", "cli/exit-codes.ts", "cli/main.ts", "plan/plan.ts"]),
  );
  expect(from("cli/main.ts")).toContain("commander");
  expect(all.length).toBeGreaterThan(500);
});

describe("the table of docs/architecture.md", () => {
  const allowed = allowedImports();

  test("has a row for each folder and file of src, and no other", () => {
    const rows = [...allowed.keys()].filter((name) => !name.includes("/"));
    expect(rows.sort()).toEqual([...new Set(files.map(folderOf))].sort());
  });

  test("allows every import there is", () => {
    const broken = all.filter((one) => one.relative && !one.to.startsWith("..") && !isAllowed(one));
    expect(broken.map(shown)).toEqual([]);
  });

  test("allows nothing that no file uses", () => {
    const idle = [...allowed].flatMap(([row, targets]) =>
      targets
        .filter(
          (target) => target !== "everything" && !all.some((one) => belongsTo(one.from, row) && covers(target, one.to)),
        )
        .map((target) => `${row} may import ${target}`),
    );
    expect(idle).toEqual([]);
  });

  function isAllowed({ from, to }: Import): boolean {
    if (folderOf(from) === folderOf(to) && from.includes("/")) return true;
    const targets = [...(allowed.get(folderOf(from)) ?? []), ...(allowed.get(from) ?? [])];
    return targets.includes("everything") || targets.some((target) => covers(target, to));
  }
});

/** `plan` covers what is in that folder, `plan/plan.ts` that file alone. */
function covers(target: string, file: string): boolean {
  return file === target || file.startsWith(`${target}/`);
}

function belongsTo(file: string, row: string): boolean {
  return file === row || file.startsWith(`${row}/`);
}

function allowedImports(): Map<string, string[]> {
  const page = readFileSync(`${ROOT}docs/architecture.md`, "utf8");
  const table = page.slice(page.indexOf("<!-- folders -->"), page.indexOf("<!-- /folders -->"));
  return new Map(
    tableRows(table).map(([name = "", , targets = ""]) => [
      name.replaceAll("`", ""),
      targets === "everything" ? ["everything"] : [...targets.matchAll(/`([^`]+)`/g)].map(([, target = ""]) => target),
    ]),
  );
}

test("only src/cli imports commander", () => {
  const others = all.filter(({ from, to, typeOnly }) => to === "commander" && !typeOnly && folderOf(from) !== "cli");
  expect(others.map(shown)).toEqual([]);
});

test("only src/programs starts programs", () => {
  const others = all.filter(({ from, to }) => to === "node:child_process" && folderOf(from) !== "programs");
  expect(others.map(shown)).toEqual([]);
});

test("strategies do not import each other", () => {
  const own = (file: string): string | undefined => /^strategies\/([\w-]+)\//.exec(file)?.[1];
  const crossing = all.filter(
    ({ from, to }) => own(from) !== undefined && own(to) !== undefined && own(from) !== own(to),
  );
  expect(crossing.map(shown)).toEqual([]);
});

test("of src/plan only build-plan.ts knows strategies, and nothing there knows resources", () => {
  const knowing = all.filter(
    ({ from, to }) => folderOf(from) === "plan" && ["strategies", "resources"].includes(folderOf(to)),
  );
  expect(
    knowing.filter(({ from, to }) => from !== "plan/build-plan.ts" || folderOf(to) === "resources").map(shown),
  ).toEqual([]);
});

test("only src/istio compares releases", () => {
  // The schema store reads its own runs of releases, "from 1.28 to 1.31", which are no facts of releases.yaml.
  const known = ["schema/served.ts"];
  const comparing = files.filter(
    (file) =>
      folderOf(file) !== "istio" &&
      /\b(minor|patch)\b\s*([<>]|[!=]==?\s*\d)|[<>]=?\s*[\w.]*\b(minor|patch)\b/.test(code(file)),
  );
  expect(comparing).toEqual(known);
});

test("the YAML library, ajv, chalk and tldts are imported only where they are needed at last: dynamically, or by files loaded so", () => {
  const heavy = ["ajv", "chalk", "tldts"];
  expect(
    all.filter(({ from, to, typeOnly }) => heavy.includes(to) && !typeOnly && isStatic(from, to)).map(shown),
  ).toEqual([]);
});

function isStatic(file: string, name: string): boolean {
  return new RegExp(`^import (?!type)[^;]*"${name}"`, "m").test(textOf(file));
}

/** A file without its comments. */
function code(file: string): string {
  return textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}
