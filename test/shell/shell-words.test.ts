import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { shellCommand, shellQuote } from "../../src/shell/quote.ts";
import { splitWords } from "../../src/shell/split-words.ts";

const AT = { kind: "flag", flag: "--exec" } as const;

describe("shellQuote", () => {
  it.each([
    ["wikipedia", "wikipedia"],
    ["-n", "-n"],
    ["--selector=a.b/c", "--selector=a.b/c"],
    ["*.wikipedia.org", "'*.wikipedia.org'"],
    ["", "''"],
    ["it's", `'it'\\''s'`],
    ["$(rm -rf .)", "'$(rm -rf .)'"],
    ["A=b", "A=b"],
    ["~root", "'~root'"],
  ])("%s", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it("is read back by a real shell as the same words", () => {
    const word = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const script = `printf '%s\\0' ${shellCommand(words)}`;
        const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" });
        const expected = Buffer.from(words.map((each) => `${each}\0`).join("")).toString("utf8");
        expect(printed).toBe(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe("splitWords", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["  env  A=1\tcurl ", ["env", "A=1", "curl"]],
    ["ssh 'my host' -p 22", ["ssh", "my host", "-p", "22"]],
    [`docker exec "a b" x`, ["docker", "exec", "a b", "x"]],
    [`a\\ b c''d "" 'x'"y"z`, ["a b", "cd", "", "xyz"]],
    [`"\\"\\\\\\$HOME\\n"`, [`"\\$HOME\\n`]],
    [`sh -c 'exec "$@"' sh`, ["sh", "-c", `exec "$@"`, "sh"]],
  ])("%j", (text, words) => {
    expect(splitWords(text, AT)).toEqual(words);
  });

  it.each([
    ["ssh 'host", "open-quote"],
    ['ssh "host', "open-quote"],
    ["ssh \\", "open-quote"],
    ["ssh host | cat", "shell-syntax"],
    ["ssh $HOST", "shell-syntax"],
    ['ssh "$HOST"', "shell-syntax"],
    ["a; b", "shell-syntax"],
  ])("refuses %s", (text, code) => {
    let seen: unknown;
    try {
      splitWords(text, AT);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(DiagnosticError);
    expect((seen as DiagnosticError).diagnostics).toMatchObject([{ code, at: AT }]);
  });

  it("undoes shellCommand", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
        expect(splitWords(shellCommand(words), AT)).toEqual(words);
      }),
      { numRuns: 2000 },
    );
  });
});
