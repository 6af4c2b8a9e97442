import { oneLine } from "../../diagnostics/one-line.ts";
import type { MeshSettings } from "../../model/mesh-settings.ts";
import { answerValue } from "../output/json.ts";
import { xmlText } from "../output/svg-text.ts";
import { connectionWords, placeInFile, resourceWords, STAGE_WORDS } from "../output/words.ts";
import type { Hop } from "../result.ts";
import { happened } from "./expectation.ts";
import type { Tested } from "./run-expect.ts";

/** Failures with what happened instead; with `verbose` what passed too. */
export function expectText(tests: readonly Tested[], { verbose }: { readonly verbose: boolean }): string {
  return tests
    .filter(({ passed }) => verbose || !passed)
    .map((test) => (test.passed ? `ok   ${titleOf(test)}: ${test.expectation.expect}\n` : failureText(test)))
    .join("");
}

export function expectSummary(tests: readonly Tested[]): string {
  const failed = tests.filter(({ passed }) => !passed).length;
  const unknown = tests.filter(({ passed, result }) => !passed && result.outcome === "unknown").length;
  const more = unknown === 0 ? "" : `, ${unknown} of them because the model does not know`;
  return `${tests.length} expectation${tests.length === 1 ? "" : "s"}: ${tests.length - failed} as expected, ${failed} not${more}\n`;
}

function failureText(test: Tested): string {
  const { file, line, column } = test.expectation.at;
  const head = `${oneLine(`${file}:${line}:${column}`)}: ${titleOf(test)}`;
  return `${[head, ...reasons(test).map((reason) => `  ${reason}`)].join("\n")}\n`;
}

/** What was expected, what happened, and the decision that made it so. */
function reasons({ expectation, result }: Tested): string[] {
  const { expect, destination } = expectation;
  const end =
    result.destination === undefined ? "" : `, ends at ${result.destination.host || result.destination.address}`;
  const hop = decisive(result.path);
  const place = hop?.decidedBy === undefined ? "" : `  ${resourceWords(hop.decidedBy)}  ${placeInFile(hop.decidedBy)}`;
  return [
    `expected: ${expect}${destination === undefined ? "" : `, ends at ${destination}`}`,
    `happened: ${happened(result)}${end}${result.detail === "" ? "" : ` (${result.detail})`}`,
    ...(hop === undefined ? [] : [`decided:  ${STAGE_WORDS[hop.stage]}: ${hop.says}${place}`]),
  ].map(oneLine);
}

/** The last decision that a manifest made; else the last. */
function decisive(path: readonly Hop[]): Hop | undefined {
  return path.findLast(({ decidedBy }) => decidedBy !== undefined) ?? path.at(-1);
}

function titleOf({ expectation, connection }: Tested): string {
  const words = connectionWords(connection);
  return oneLine(expectation.name === "" ? words : `${expectation.name}: ${words}`);
}

export function expectJson(tests: readonly Tested[], settingsOf: (test: Tested) => MeshSettings): string {
  const value = {
    passed: tests.every(({ passed }) => passed),
    tests: tests.map((test) => {
      const { expectation, connection, result, passed } = test;
      const { file, line, column } = expectation.at;
      return {
        name: expectation.name,
        passed,
        expect: expectation.expect,
        destination: expectation.destination ?? null,
        happened: happened(result),
        file,
        line,
        column,
        answer: answerValue({ connection, result, settings: settingsOf(test), assumptions: result.assumptions }),
      };
    }),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** One test suite for each file. Without times: the same input gives the same bytes. */
export function expectJunit(tests: readonly Tested[]): string {
  const files = [...new Set(tests.map(({ expectation }) => expectation.at.file))];
  const suites = files.map((file) => {
    const own = tests.filter(({ expectation }) => expectation.at.file === file);
    return [
      `  <testsuite name="${xmlText(file)}" tests="${own.length}" failures="${failuresIn(own)}" errors="0" skipped="0">`,
      ...own.map((test) => junitCase(test)),
      "  </testsuite>",
    ].join("\n");
  });
  const head = `<testsuites name="wildegress trace" tests="${tests.length}" failures="${failuresIn(tests)}" errors="0">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, "</testsuites>\n"].join("\n");
}

function failuresIn(tests: readonly Tested[]): number {
  return tests.filter(({ passed }) => !passed).length;
}

function junitCase(test: Tested): string {
  const { file, line } = test.expectation.at;
  const open = `    <testcase classname="${xmlText(file)}" name="${xmlText(titleOf(test))}" file="${xmlText(file)}" line="${line}"`;
  if (test.passed) return `${open}/>`;
  const message = `expected ${test.expectation.expect}, happened ${happened(test.result)}`;
  return `${open}>\n      <failure message="${xmlText(message)}">${xmlText(reasons(test).join("\n"))}</failure>\n    </testcase>`;
}
