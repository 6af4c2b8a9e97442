import { expect, test } from "vitest";
import { readOptions } from "../mesh/cost/run.ts";
import { domains } from "../mesh/cost/scale.ts";

test("without a part all are measured", () => {
  const { parts, rounds, write } = readOptions([]);
  expect(parts).toContain("strategies");
  expect(parts).toContain("scale");
  expect({ rounds, write }).toEqual({ rounds: 5, write: false });
});

test("parts, rounds and --write in any order", () => {
  expect(readOptions(["--write", "scale", "--rounds", "3", "dns"])).toEqual({
    parts: ["scale", "dns"],
    rounds: 3,
    write: true,
  });
});

test.each([[["speed"]], [["--rounds"]], [["--rounds", "0"]], [["--rounds", "many"]], [["--round", "3"]]])(
  "%j is refused",
  (args) => expect(() => readOptions(args)).toThrow(),
);

test("the name that is asked for is one of the domains, however many there are", () => {
  for (const count of [1, 100, 5000]) {
    const lines = domains(count).trimEnd().split("\n");
    expect(new Set(lines).size).toBe(count);
    expect(lines).toContain("*.wikipedia.org");
  }
});
