import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import {
  type Arg,
  concat,
  type Directive,
  directive,
  type Pattern,
  template,
  variable,
} from "../../src/nginx/directive.ts";
import { type ParsedDirective, parseConf } from "../../src/nginx/parse-conf.ts";
import { isPatternName, printConf } from "../../src/nginx/print-conf.ts";

const RUNS = { numRuns: 10_000 };
const ROUND_TRIP = { numRuns: 10_000, endOnFailure: true };

/** Text that is rich in what nginx gives a meaning to. */
const spicy = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(..." ;{}\"'\\#$~()tnrab1._-*/:=\t") },
    { weight: 2, arbitrary: fc.constantFrom("\\n", '\\"', "${", "é", "。", "default", "hostnames") },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 24,
});
const CONTROL = /[\p{Control}\p{Surrogate}]/gu;
const text = spicy.map((value) => value.replace(CONTROL, "").replaceAll("$", ""));
const name = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,12}$/),
  spicy
    .map((value) => value.replace(CONTROL, ""))
    .map((value): string | Pattern => (isPatternName(value) ? { kind: "pattern", text: value } : value)),
);
const variableName = fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/), fc.stringMatching(/^[1-9]$/));
const arg: fc.Arbitrary<Arg> = fc.oneof(
  text,
  variableName.map(variable),
  fc.array(fc.oneof(text, variableName.map(variable)), { maxLength: 5 }).map((parts) => concat(...parts)),
  // Words that are no values: a `$` that starts no variable.
  text.map((value): Arg => ({ kind: "pattern", text: `${value}$` })),
);
const comment = fc.array(text, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n"));

const tree = fc.letrec<{ directives: Directive[] }>((tie) => ({
  directives: fc.array(
    fc.record(
      {
        name,
        args: fc.array(arg, { maxLength: 4 }),
        comment,
        block: fc.oneof({ depthSize: "small" }, fc.constant([]), tie("directives")),
      },
      { requiredKeys: ["name", "args"] },
    ),
    { maxLength: 4 },
  ),
})).directives;

/** A parsed tree without the positions. */
function plain(directives: readonly ParsedDirective[]): Directive[] {
  return directives.map(({ line: _line, column: _column, block, ...rest }) => ({
    ...rest,
    ...(block === undefined ? {} : { block: plain(block) }),
  }));
}

describe("printConf and parseConf", () => {
  it("parse(print(tree)) is tree, and printing again gives the same bytes", () => {
    fc.assert(
      fc.property(tree, (directives) => {
        const printed = printConf(directives);
        const parsed = plain(parseConf(printed));
        expect(parsed).toEqual(directives);
        expect(printConf(parsed)).toBe(printed);
      }),
      ROUND_TRIP,
    );
  });

  it("a text of a user stays one word, or is refused", () => {
    fc.assert(
      fc.property(fc.oneof(spicy, fc.string({ unit: "binary" })), (value) => {
        let printed: string;
        try {
          printed = printConf([directive("before"), directive("word", value, "after"), directive("last")]);
        } catch (error) {
          expect(error).toBeInstanceOf(DiagnosticError);
          expect(value).toMatch(/[\p{Control}\p{Surrogate}$]/u);
          return;
        }
        expect(plain(parseConf(printed))).toEqual([
          directive("before"),
          directive("word", value, "after"),
          directive("last"),
        ]);
      }),
      RUNS,
    );
  });

  it("any text parses, or is refused with a position", () => {
    fc.assert(
      fc.property(spicy, (value) => {
        try {
          parseConf(value);
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          expect(error.diagnostics[0]).toMatchObject({
            code: "nginx-syntax",
            at: { kind: "file", file: "nginx.conf" },
          });
        }
      }),
      RUNS,
    );
  });
});

describe("printConf", () => {
  it.each([
    ["plain", "word plain;"],
    ["", 'word "";'],
    ["two words", 'word "two words";'],
    ["a;b", 'word "a;b";'],
    ["{}", 'word "{}";'],
    ["#no comment", 'word "#no comment";'],
    ['say "hi"', `word 'say "hi"';`],
    [`both ' and "`, String.raw`word "both ' and \"";`],
    [String.raw`a\.b`, String.raw`word "a\.b";`],
    [String.raw`a\nb`, String.raw`word "a\\nb";`],
    ["ends in \\", String.raw`word "ends in \\";`],
    ["bücher", 'word "bücher";'],
  ])("writes the text %j as %s", (value, printed) => {
    expect(printConf([directive("word", value)])).toBe(`${printed}\n`);
  });

  it.each([
    [variable("sni"), "word $sni;"],
    [concat(variable("sni"), ":443"), "word $sni:443;"],
    [concat(variable("sni"), "_x"), `word "$\{sni}_x";`],
    [concat(variable("1"), "2"), "word $12;"],
    [template("[$a] $b"), 'word "[$a] $b";'],
  ] as const)("writes the variables %j as %s", (value, printed) => {
    expect(printConf([directive("word", value)])).toBe(`${printed}\n`);
  });

  it.each([
    ["a $ in literal text", directive("word", "a$b")],
    ["a lone $", directive("word", "$")],
    ["a newline", directive("word", "a\nb")],
    ["a NUL", directive("word", "a\0b")],
    ["half a surrogate pair", directive("word", "\ud800")],
    ["a word over nginx's buffer", directive("word", "a".repeat(4094))],
    ["a word that escaping makes too long", directive("word", "\"'".repeat(2000))],
    ["a name that would be a regular expression", directive("~.*", "x")],
    ["a name with a $", directive("$x", "y")],
    ["a pattern that is none", directive({ kind: "pattern", text: "word" })],
    ["a variable that is none", directive("word", variable("a b"))],
    ["a carriage return in a comment", { ...directive("word"), comment: "a\rworker_processes 9;" }],
  ] as const)("refuses %s", (_title, target) => {
    expect(() => printConf([target])).toThrow(DiagnosticError);
  });
});

describe("parseConf", () => {
  it("reads a conf that a person wrote", () => {
    const parsed = parseConf(
      [
        "user www-data; # who",
        "# about",
        "# events",
        "events{}",
        "http { server { location ~ \\.php$ { set $a 'x'; } } }",
        "log_format l '$a '",
        '  "$b";',
      ].join("\n"),
    );
    expect(plain(parsed)).toEqual([
      directive("user", "www-data"),
      { name: "events", args: [], block: [], comment: "about\nevents" },
      {
        name: "http",
        args: [],
        block: [
          {
            name: "server",
            args: [],
            block: [
              {
                name: "location",
                args: ["~", { kind: "pattern", text: "\\.php$" }],
                block: [directive("set", variable("a"), "x")],
              },
            ],
          },
        ],
      },
      directive("log_format", "l", concat(variable("a"), " "), variable("b")),
    ]);
    expect(parsed.map(({ line, column }) => [line, column])).toEqual([
      [1, 1],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
  });

  it.each([
    ["a", 1, 1, /ends inside a directive/],
    ["a b", 1, 1, /ends inside a directive/],
    ["a {\n  b;\n", 1, 3, /ends inside a block/],
    ["a;\n}", 2, 1, /"}" without its "{"/],
    ["a { b }", 1, 7, /";" is missing/],
    [";", 1, 1, /no directive before ";"/],
    ["\n {", 2, 2, /no directive before "{"/],
    ['a "b', 1, 3, /never closed/],
    ['a "b"c;', 1, 6, /right after a closing quote/],
    ["a '\n\n' 'x';\n}", 4, 1, /"}" without its "{"/],
  ])("says where %j goes wrong", (source, line, column, message) => {
    let caught: unknown;
    try {
      parseConf(source, "x.conf");
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DiagnosticError);
    expect(caught).toMatchObject({
      message: expect.stringMatching(message),
      diagnostics: [{ at: { kind: "file", file: "x.conf", line, column } }],
    });
  });
});
