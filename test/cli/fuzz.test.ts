import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { REQUEST_FLAGS } from "../../src/config/request-flags.ts";
import { runMain } from "./run-main.ts";

/** Commands that do nothing but compute: the fuzzer must not write files or call programs. */
const HARMLESS = ["gen"];

const word = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "*.wikipedia.org",
    "*",
    "*.com",
    ".x.org",
    "443",
    "80/http",
    "-1",
    "1.30",
    "newest",
    "auto",
    "sni-proxy",
    "envoy",
    "@",
    "@nowhere",
    "--",
    "-",
    "a=b",
    "a/b",
    "10.0.0.0/8",
    "__proto__",
    "constructor",
    "\u0000",
    "\u001b[31m",
    "xn--",
    "ü.example",
    "127.0.0.1",
    "https://a.example/b",
  ),
);
const flag = fc.constantFrom(
  ...REQUEST_FLAGS.map((entry) => entry.flag),
  ...REQUEST_FLAGS.map((entry) => entry.flag.replace("--", "--no-")),
  "-f",
  "--dry-run",
  "--comments",
  "--only",
  "--format",
  "--quiet",
  "--help",
);
const argument = fc.oneof({ weight: 3, arbitrary: flag }, { weight: 4, arbitrary: word });

async function expectNoBug(args: readonly string[], stdin = ""): Promise<number> {
  const { code, out, err } = await runMain(args, { stdin });
  const said = JSON.stringify({ args, stdin, err });
  expect([0, 2, 3], said).toContain(code);
  expect(err, said).not.toMatch(/bug of wildegress|wildegress failed|^\s+at .*:\d+:\d+\)?$/m);
  expect(err.replaceAll("\n", ""), said).not.toMatch(/\p{Cc}/u);
  if (code !== 0) {
    expect(out, said).toBe("");
    expect(err, said).toMatch(/^error: /m);
  }
  return code;
}

describe("no input ends in a stack trace", () => {
  test("any command line", async () => {
    expect(COMMANDS.map(({ name }) => name)).toEqual(expect.arrayContaining(HARMLESS));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...HARMLESS), fc.array(argument, { maxLength: 8 }), expectNoBugFor),
      { numRuns: 3000 },
    );
  });

  test("any flag with a domain", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(flag, word), { maxLength: 4 }), async (pairs) => {
        if ((await expectNoBug(["gen", "--domain", "*.wikipedia.org", ...pairs.flat()])) === 0) accepted++;
      }),
      { numRuns: 3000 },
    );
    // Were nothing accepted, nothing behind the flags would have been tried.
    expect(accepted).toBeGreaterThan(100);
  });

  test("any text as wildegress.yaml", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.json(),
      fc
        .array(
          fc.constantFrom(
            "policies:",
            "- ",
            "  ",
            "\n",
            "domains: ",
            "*",
            "&a ",
            "*a",
            "[",
            "]",
            "{",
            "}",
            '"',
            "!",
            "---\n",
            ": ",
            "|",
            "x",
            "\t",
            "#",
            "<<: ",
            "? ",
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        await expectNoBug(["gen", "-f", "-"], content);
      }),
      { numRuns: 3000 },
    );
  });

  test("any value under any key", async () => {
    const keys = [...new Set(REQUEST_FLAGS.flatMap(({ key }) => key.replace("[]", "").split(".")))];
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        word,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    const file = fc.tuple(
      fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 4 }),
      fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 4 }),
      fc.array(word, { minLength: 1, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(file, async ([top, policy, domains]) => {
        await expectNoBug(["gen", "-f", "-"], JSON.stringify({ policies: [{ domains, ...policy }], ...top }));
      }),
      { numRuns: 3000 },
    );
  });
});

async function expectNoBugFor(command: string, args: readonly string[]): Promise<void> {
  await expectNoBug([command, ...args]);
}
