import type { MeshSettings } from "../../model/mesh-settings.ts";
import { adviceFor } from "../advice.ts";
import type { Answer } from "../answer.ts";
import type { Connection } from "../connection.ts";
import type { DecidedBy, Hop } from "../result.ts";
import { resourceWords } from "./words.ts";

/** One connection's answer as docs/trace.md documents it and schemas/trace.schema.json describes it. Keys in a fixed order. */
export function answerJson(answer: Answer): string {
  return `${JSON.stringify(answerValue(answer), undefined, 2)}\n`;
}

export function answerValue(answer: Answer): unknown {
  const { result, settings, connection, assumptions } = answer;
  const advice = adviceFor(answer);
  return {
    outcome: result.outcome,
    says: result.says,
    destination: result.destination ?? null,
    way: result.way,
    endsAt: result.endsAt,
    detail: result.detail,
    path: result.path.map(hopValue),
    advice: { says: advice.says, command: advice.command ?? null },
    assumptions,
    connection: connectionValue(connection),
    mesh: meshValue(settings),
  };
}

function connectionValue({ from, address, tunnel, ...rest }: Connection): unknown {
  return { from, ...rest, address: address ?? null, tunnel: tunnel ?? null };
}

function hopValue({ at, where, stage, taken, says, decidedBy, lost }: Hop): unknown {
  return {
    at,
    where,
    stage,
    taken,
    says,
    ...placeValue(decidedBy),
    lost: lost.map((one) => ({ says: one.says, ...placeValue(one.decidedBy) })),
  };
}

/** Null where no manifest decides, but a default of Istio or an assumption. */
function placeValue(decidedBy: DecidedBy | undefined): object {
  if (decidedBy === undefined) return { resource: null, field: null, file: null, line: null, column: null };
  const { field, file, line, column } = decidedBy;
  return { resource: resourceWords(decidedBy), field, file, line, column };
}

/** What was known or taken for granted of the mesh. */
export function meshValue({ target, outbound, rootNamespace, trustDomain }: MeshSettings) {
  return { istio: target.release.name, outbound, dnsCapture: target.dnsCapture, rootNamespace, trustDomain };
}
