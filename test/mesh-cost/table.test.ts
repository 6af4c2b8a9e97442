import { describe, expect, test } from "vitest";
import type { Sample } from "../mesh/cost/measure.ts";
import { withTables } from "../mesh/cost/page.ts";
import { rowOf } from "../mesh/cost/rounds.ts";
import { speedTable, useTable } from "../mesh/cost/table.ts";

const sample = (connectMedian: number, failures: Record<string, number> = {}, base = 2): Sample => ({
  values: { connectMedian },
  base: { connectMedian: base, requestMedian: 1 },
  attempts: 10,
  failures,
});

describe("a row", () => {
  test("has the medians of the rounds, and all that failed", () => {
    const row = rowOf("direct", [sample(3), sample(9, { timeout: 2 }), sample(4, { timeout: 1, closed: 1 })]);
    expect(row).toEqual({
      name: "direct",
      values: { connectMedian: 4 },
      ratios: { connectMedian: 2 },
      attempts: 30,
      failures: { timeout: 3, closed: 1 },
    });
  });

  test("takes the rounds that have a number, and leaves out what none has", () => {
    const row = rowOf("direct", [{ ...sample(0), values: {} }, sample(5)]);
    expect(row.values).toEqual({ connectMedian: 5 });
    expect(rowOf("direct", []).values).toEqual({});
  });

  test("compares each round with what was measured beside it, not with the others", () => {
    // A machine that is ten times slower in one round makes no difference.
    const { ratios } = rowOf("direct", [sample(3, {}, 2), sample(30, {}, 20), sample(3, {}, 2)]);
    expect(ratios).toEqual({ connectMedian: 1.5 });
  });

  test("has no ratio where nothing was measured beside it", () => {
    expect(rowOf("direct", [{ ...sample(3), base: {} }]).ratios).toEqual({});
    expect(rowOf("direct", [sample(3, {}, 0)]).ratios).toEqual({});
  });
});

describe("the table", () => {
  const rows = [
    { ...rowOf("no mesh", []), values: { connectMedian: 2 } },
    rowOf("direct", [sample(3, { timeout: 2 })]),
  ];

  test("gives each number its ratio, and shows what failed", () => {
    const [titles = "", , first = "", second = ""] = speedTable(rows).split("\n");
    expect(first).toBe("| no mesh | – | 2.0 ms | – | – | – | – | – |");
    expect(second).toBe("| direct | – | 3.0 ms (×1.50) | – | – | – | – | **2** of 10: 2 × timeout |");
    expect(titles.split("|").length).toBe(first.split("|").length);
  });

  test("says nothing where nothing was measured", () => {
    expect(useTable(rows).split("\n").at(-1)).toBe("| direct | – | – | – | – | – | – | – |");
  });
});

describe("the page", () => {
  const mark = (part: string, text: string) =>
    `<!-- cost: npm run mesh cost -- ${part} --write -->\n${text}\n<!-- end of cost: ${part} -->`;

  test("gets a part's tables between the part's marks, and nothing else changes", () => {
    const page = `before\n${mark("one", "old")}\nbetween\n${mark("two", "kept")}\nafter\n`;
    expect(withTables(page, "one", "new")).toBe(page.replace("old", "new"));
  });

  test("is refused without the marks, or with two of them", () => {
    expect(() => withTables("nothing", "one", "new")).toThrow("lost the marks");
    expect(() => withTables(mark("one", "a") + mark("one", "b"), "one", "new")).toThrow("lost the marks");
    expect(() => withTables(mark("one", "a").replace("end of", ""), "one", "new")).toThrow("lost the marks");
  });
});
