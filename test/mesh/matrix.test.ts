import { appendFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { ALL_CASES } from "./cases/all.ts";
import { inRunFolder } from "./lab/run-folder.ts";
import { writeProof } from "./matrix/proof-document.ts";
import { failureReport, isGreen } from "./matrix/report.ts";
import { type CaseRun, runCase } from "./matrix/run-case.ts";
import { stopAgents } from "./probe/agent.ts";

const runs: CaseRun[] = [];

afterAll(stopAgents);

describe("what each client comes to", () => {
  it.each(ALL_CASES.map((one) => [`${one.strategy}: ${one.title}`, one] as const))("%s", async (_, meshCase) => {
    const run = await runCase(meshCase);
    runs.push(run);
    const report = await failureReport(run);
    await appendFile(inRunFolder("failures.txt"), report);
    expect(report).toBe("");
  });
});

describe("docs/proof.md", () => {
  it("says what happened", async () => {
    expect(
      runs.filter((run) => !isGreen(run)).map(({ meshCase }) => meshCase.title),
      "red cases",
    ).toEqual([]);
    expect(runs.length, "all cases must have run").toBe(ALL_CASES.length);
    expect(await writeProof(runs)).toBe("");
  });
});
