import { expect, test } from "vitest";
import { median, percentile } from "../mesh/cost/statistics.ts";

test("a percentile is a number of the list that the share does not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([9, 10, 2], 0.5)).toBe(9);
  expect(percentile([1, 2], 0)).toBe(1);
  expect(() => percentile([], 0.5)).toThrow("no numbers");
});

test("a median sorts by size, not by text, and takes the mean of the middle two", () => {
  expect(median([10, 9, 100])).toBe(10);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5])).toBe(5);
  expect(median([])).toBeUndefined();
});
