import type { Judged } from "./replay.ts";

/** Everything about a disagreement that its reader wants to see. */
export function describe({ tried, predicted, observed, differences }: Judged): string {
  const { from: _, ...connection } = tried.connection;
  return [
    `${tried.who} ${JSON.stringify(connection)}`,
    ...differences.map((line) => `  ${line}`),
    `  the mesh: ${JSON.stringify(observed)} ${tried.answer.error ?? tried.answer.status ?? ""} (dialled ${tried.answer.address})`,
    ...tried.hops.map(({ proxy, line }) => `    ${proxy} ${JSON.stringify(line)}`),
    `  the trace: ${predicted.outcome} by ${predicted.way}, ends at ${predicted.endsAt} (${predicted.detail}): ${predicted.says}`,
    ...predicted.path.map(({ at, stage, taken, says, decidedBy }) => {
      const where = decidedBy ? `, ${decidedBy.kind} ${decidedBy.namespace}/${decidedBy.name} ${decidedBy.field}` : "";
      return `    ${at} ${stage} [${taken}] ${says}${where}`;
    }),
  ].join("\n");
}
