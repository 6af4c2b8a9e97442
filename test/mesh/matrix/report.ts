import { CLIENTS, EGRESS_GATEWAY, WAYPOINT } from "../lab/topology.ts";
import { aroundSidecar, describeOutcome, type Probe } from "../probe/probe.ts";
import { asExpected, type Tried } from "../probe/run-probes.ts";
import type { Trace } from "../probe/trace.ts";
import { chainsOf, keepConfigDump } from "./config-dump.ts";
import type { CaseRun } from "./run-case.ts";

/** TLS, plain HTTP, and where the SNI proxies listen. */
const GATEWAY_PORTS: readonly number[] = [8443, 8080, ...Array.from({ length: 12_000 }, (_, index) => 20_000 + index)];

export function isGreen(run: CaseRun): boolean {
  return run.refusedByServer === undefined && run.problems.length === 0 && run.tried.every(asExpected);
}

/** Everything that is needed to see why a case is red: in words, and with the lines of those who decided. "" when it is green. */
export async function failureReport(run: CaseRun): Promise<string> {
  if (isGreen(run)) return "";
  const { strategy, title, gen } = run.meshCase;
  const wrong = run.tried.filter((tried) => !asExpected(tried));
  return [
    `${strategy}: ${title}`,
    `  wildegress gen ${gen.join(" ")}`,
    ...(run.refusedByServer ? [`  refused by the server: ${run.refusedByServer}`] : []),
    ...run.problems.map((problem) => `  ${problem}`),
    ...wrong.flatMap(describeWrong),
    ...(await configurations(run, wrong)),
    "  istiod's log",
    ...run.istiodLog.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

/** Each hop that the request could have passed, and where its access log is. */
function hopsOf({ who, call }: Probe): readonly (readonly [keyof Trace, string])[] {
  if (call.hbone) return [["waypoint", WAYPOINT.netns]];
  return [
    ...(aroundSidecar(call) ? [] : [["sidecar", CLIENTS[who].netns] as const]),
    ["gateway", EGRESS_GATEWAY.netns],
    ["sniProxy", `${EGRESS_GATEWAY.netns} (SNI proxy)`],
  ];
}

/** The chains and clusters on the way of the wrong requests: of each client's sidecar at the port that it dialled, and of the gateway; or of the waypoint. */
async function configurations(run: CaseRun, wrong: readonly Tried[]): Promise<string[]> {
  const clients = new Map<string, number[]>();
  for (const { probe } of wrong) {
    const { netns } = probe.call.hbone ? WAYPOINT : CLIENTS[probe.who];
    clients.set(netns, [...(clients.get(netns) ?? []), probe.call.port]);
  }
  const gateway = wrong.every(({ probe }) => probe.call.hbone) ? [] : [[EGRESS_GATEWAY.netns, GATEWAY_PORTS] as const];
  const parts = [...clients, ...gateway].map(async ([netns, ports]) => {
    const dump = run.dumps.get(netns);
    if (!dump) return [];
    const file = await keepConfigDump(dump, `${run.meshCase.title} ${netns}`);
    return [`  ${netns}, whole in ${file}`, ...chainsOf(dump, ports).map((line) => `    ${line}`)];
  });
  return (await Promise.all(parts)).flat();
}

function describeWrong({ probe, outcome, answer, trace }: Tried): string[] {
  return [
    `  ${probe.who}: ${probe.what}`,
    `    expected  ${describeOutcome(probe.expect)}`,
    `    real      ${outcome ? describeOutcome(outcome) : "unknown: the access logs do not tell"}`,
    `    client    ${JSON.stringify(answer)}`,
    ...hopsOf(probe).map(
      ([hop, netns]) => `    ${netns}  ${JSON.stringify(trace[hop]) ?? "no line in its access log"}`,
    ),
  ];
}
