import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { blocksOf, pages, proseOf } from "./markdown.ts";

/** Flags of other programs that pages speak of by themselves, in `code` without their program. */
const OF_OTHERS = ["--ignore-not-found", "--server-side"];
const GLOBAL = ["-h", "--help", "-V", "--version"];
const CALL = /^(?:npx |kubectl |source <\()?(?:wildegress|node bin\/wildegress\.js) ([a-z]+)\b(.*)$/;

const flagsByCommand = new Map<string, { shown: string[]; all: string[] }>();
for (const entry of COMMANDS) {
  const command = new Command(entry.name);
  (await entry.load()).configure(command, { io: fakeIo() }, () => {});
  const flagsOf = (options: Command["options"]): string[] =>
    options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined && flag !== null));
  flagsByCommand.set(entry.name, {
    shown: flagsOf(command.options.filter(({ hidden }) => !hidden)).filter((flag) => flag.startsWith("--")),
    all: [...flagsOf(command.options), ...GLOBAL],
  });
}
const texts = pages()
  .map(({ text }) => text)
  .join("\n");

describe.each([...flagsByCommand])("%s", (_command, { shown }) => {
  test("each flag of its help is somewhere in the docs", () => {
    expect(shown.filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(texts))).toEqual([]);
  });
});

test("a call of wildegress in the docs uses commands and flags that exist", () => {
  const wrong: string[] = [];
  let calls = 0;
  for (const page of pages()) {
    for (const code of codeOf(page)) {
      for (const [command, words] of callsIn(code)) {
        calls++;
        const flags = flagsByCommand.get(command)?.all;
        if (flags === undefined) wrong.push(`${page.path}: wildegress ${command}`);
        for (const word of words.filter((word) => /^--?[a-zA-Z]/.test(word))) {
          const [flag = ""] = word.split("=");
          // `--gateway…` stands for all that begin so.
          const known = flag.endsWith("…")
            ? flags?.some((one) => one.startsWith(flag.slice(0, -1)))
            : flags?.includes(flag);
          if (known === false) wrong.push(`${page.path}: wildegress ${command} ${flag}`);
        }
      }
    }
  }
  expect(calls).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
});

test("a flag that the prose speaks of exists", () => {
  const known = new Set([...flagsByCommand.values()].flatMap(({ all }) => all).concat(OF_OTHERS));
  const wrong: string[] = [];
  for (const page of pages()) {
    for (const [, code = ""] of proseOf(page).matchAll(/`([^`\n]+)`/g)) {
      const [flag = ""] = code.split(/[ =/]/);
      if (!/^--[a-z]/.test(flag)) continue;
      const prefix = flag.endsWith("…");
      if (prefix ? ![...known].some((one) => one.startsWith(flag.slice(0, -1))) : !known.has(flag)) {
        wrong.push(`${page.path}: ${code}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

/** Shell blocks, and `code` in the prose. */
function codeOf(page: { path: string; text: string }): string[] {
  const shell = blocksOf(page).filter(({ language }) => ["sh", "bash", "console"].includes(language));
  const inline = [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));
  return [...shell.map(({ text }) => text), ...inline];
}

/** Each call of wildegress: its command, and the words after it. */
function callsIn(code: string): [string, string[]][] {
  const lines = code.replace(/\\\n/g, " ").split(/\n|&&|;|(?<!\|)\|(?!\|)/);
  return lines.flatMap((line): [string, string[]][] => {
    const call = CALL.exec(
      line
        .trim()
        .replace(/^\$ /, "")
        .replace(/\s#.*$/, ""),
    );
    const [, command = "", rest = ""] = call ?? [];
    return call === null ? [] : [[command, rest.replace(/[<>)].*$/, "").split(/\s+/)]];
  });
}
