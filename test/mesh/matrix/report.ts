import { readLog } from "../lab/cluster.ts";
import { CLIENTS, EGRESS_GATEWAY } from "../lab/topology.ts";
import { describeOutcome } from "../probe/probe.ts";
import { asExpected, type Tried } from "../probe/run-probes.ts";
import type { CaseRun } from "./run-case.ts";

export function isGreen(run: CaseRun): boolean {
  return run.refusedByServer === undefined && run.problems.length === 0 && run.tried.every(asExpected);
}

/** Everything that is needed to see why a case is red: in words, and with the lines of those who decided. "" when it is green. */
export function failureReport(run: CaseRun): string {
  if (isGreen(run)) return "";
  const { strategy, title, gen } = run.meshCase;
  const wrong = run.tried.filter((tried) => !asExpected(tried));
  return [
    `${strategy}: ${title}`,
    `  wildegress gen ${gen.join(" ")}`,
    ...(run.refusedByServer ? [`  refused by the server: ${run.refusedByServer}`] : []),
    ...run.problems.map((problem) => `  ${problem}`),
    ...wrong.flatMap(describeWrong),
  ].join("\n");
}

function describeWrong({ probe, outcome, answer, trace }: Tried): string[] {
  return [
    `  ${probe.who}: ${probe.what}`,
    `    expected  ${describeOutcome(probe.expect)}`,
    `    real      ${outcome ? describeOutcome(outcome) : "unknown: the access logs do not tell"}`,
    `    client    ${JSON.stringify(answer)}`,
    `    ${CLIENTS[probe.who].netns}  ${JSON.stringify(trace.sidecar)}`,
    `    ${EGRESS_GATEWAY.netns}  ${JSON.stringify(trace.gateway)}`,
  ];
}

export async function istiodTail(): Promise<string> {
  return (await readLog("istiod.log")).split("\n").slice(-6).join("\n");
}
