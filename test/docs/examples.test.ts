import { beforeAll, describe, expect, test } from "vitest";
import { missingFrom } from "./excerpt.ts";
import { type Block, blocksOf, pages } from "./markdown.ts";
import { prepareExamples, type Ran, runExample, runModule } from "./run-example.ts";

const SHELL = ["sh", "bash", "console"];

/** An example with the blocks that show what it prints. */
interface Example {
  readonly block: Block;
  readonly shown: readonly Block[];
}

const examples = pages().flatMap((page) => examplesOf(blocksOf(page)));
const runnable = examples.filter(({ block }) => !block.words.includes("no-run"));

beforeAll(prepareExamples);

test("there are examples, on every page of a strategy too", () => {
  const paths = new Set(runnable.map(({ block }) => block.page));
  for (const id of ["direct", "single-host", "sni-proxy", "dynamic-dns", "waypoint"]) {
    expect(paths).toContain(`docs/strategies/${id}.md`);
  }
  expect(paths).toContain("README.md");
});

test("an example that is not run says why", () => {
  const silent = examples.filter(
    ({ block }) => block.words.includes("no-run") && !block.comment.startsWith("not run: "),
  );
  expect(silent.map(({ block }) => `${block.page}:${block.line}`)).toEqual([]);
});

test("what an example prints stands after one that is run", () => {
  const blocks = pages().flatMap(blocksOf);
  const marked = blocks.filter(({ comment }) => comment === "output" || comment === "errors");
  const held = new Set(runnable.flatMap(({ shown }) => shown).map(({ page, line }) => `${page}:${line}`));
  expect(marked.map(({ page, line }) => `${page}:${line}`).filter((place) => !held.has(place))).toEqual([]);
});

describe("examples run", () => {
  test.concurrent.each(runnable.map((example) => [`${example.block.page}:${example.block.line}`, example] as const))(
    "%s",
    async (_place, { block, shown }) => {
      const ran = await run(block);
      const expected = Number(/^exits (\d+)$/.exec(block.comment)?.[1] ?? 0);
      expect(ran.code, `${block.text}\n${ran.stderr}`).toBe(expected);
      for (const { comment, text, line } of shown) {
        const actual = comment === "output" ? ran.stdout : ran.stderr;
        expect(
          missingFrom(actual, text),
          `${block.page}:${line} shows what was not printed:\n${actual}`,
        ).toBeUndefined();
      }
    },
  );
});

function run({ language, text }: Block): Promise<Ran> {
  if (language === "js") return runModule(text);
  if (language === "yaml") return runExample(`wildegress gen -f - --dry-run <<'END'\n${text}END\n`);
  return runExample(language === "console" ? commandsOf(text) : text);
}

/** What follows a `$ ` in a session. */
function commandsOf(session: string): string {
  return [...session.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command).join("\n");
}

/** Shell that calls wildegress, modules that import it, and whole request files; each with the marked blocks that follow it. */
function examplesOf(blocks: readonly Block[]): Example[] {
  const found: { block: Block; shown: Block[] }[] = [];
  for (const block of blocks) {
    if (block.comment === "output" || block.comment === "errors") found.at(-1)?.shown.push(block);
    else if (isExample(block)) found.push({ block, shown: [] });
  }
  return found;
}

function isExample({ language, text }: Block): boolean {
  if (SHELL.includes(language)) return /\bwildegress\b/.test(text);
  if (language === "js") return text.includes('from "wildegress"');
  return language === "yaml" && /^policies:$/m.test(text);
}
