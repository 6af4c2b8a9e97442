import { afterAll, describe, expect, it } from "vitest";
import { caseOf } from "./cases/all.ts";
import { lacking } from "./lab/release.ts";
import type { CaseRun } from "./matrix/run-case.ts";
import { runCase } from "./matrix/run-case.ts";
import { BROKEN } from "./mutations.ts";
import { stopAgents } from "./probe/agent.ts";
import { asExpected } from "./probe/run-probes.ts";

afterAll(stopAgents);

/** All that is red in a run. */
function red(run: CaseRun): string[] {
  const rows = run.tried.filter((tried) => !asExpected(tried)).map(({ probe }) => `${probe.who}: ${probe.what}`);
  return [...rows, ...run.problems, ...(run.refusedByServer ? [run.refusedByServer] : [])];
}

/** Those of cases that the release can do at all. */
const POSSIBLE = BROKEN.filter(({ on, needs = [] }) => lacking([...needs, ...(caseOf(on).needs ?? [])]).length === 0);

describe("a generator that is broken on purpose turns the matrix red", () => {
  it.each(POSSIBLE.map((broken) => [broken.what, broken] as const))("%s", async (_, { on, mutate, shows }) => {
    const found = red(await runCase(caseOf(on), mutate));
    expect(
      found.filter((one) => one.includes(shows)),
      `red were: ${found.join("; ") || "nothing"}`,
    ).not.toEqual([]);
  });
});
