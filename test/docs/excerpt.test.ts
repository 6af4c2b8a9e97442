import { expect, test } from "vitest";
import { missingFrom } from "./excerpt.ts";

test.each([
  ["a\nb\nc\n", "a\nb\nc\n", undefined],
  ["a\nb\nc\n", "a\n…\n", undefined],
  ["a\nb\nc\n", "…\nc\n", undefined],
  ["a\nb\nc\nd\n", "…\nb\nc\n…\n", undefined],
  ["a\nb\nc\n", "a\n…\nc\n", undefined],
  ["x\nb\nc\n", "a\nb\nc\n", "a"],
  ["a\nb\nc\n", "a\nb\n", "a"],
  ["a\nb\nc\n", "b\nc\n", "b"],
  ["a\nb\nc\n", "…\nc\n…\nb\n…\n", "b"],
  ["a\nb\nc\n", "…\na\nc\n…\n", "a"],
  ["a\nb\n", "…\nb\n…\nb\n", "b"],
  ["", "a\n", "a"],
])("of %j is shown %j, and missing is %j", (actual, shown, missing) => {
  expect(missingFrom(actual, shown)).toBe(missing);
});
