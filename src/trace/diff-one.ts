import type { Answer } from "./answer.ts";
import { answerValue } from "./output/json.ts";
import { connectionWords, groupWords, placeInFile, STAGE_WORDS, verdictWords } from "./output/words.ts";
import type { Hop } from "./result.ts";

/** Two answers to one question, from two versions of the manifests. */
export interface AnswerPair {
  readonly before: Answer;
  readonly after: Answer;
}

/** Whether the way is another: its outcome, its proxies, its end, or a cluster on it. Lines that moved are no difference. */
export function waysDiffer({ before, after }: AnswerPair): boolean {
  return wayOf(before) !== wayOf(after);
}

function wayOf({ result }: Answer): string {
  const { outcome, way, endsAt, detail, destination, path } = result;
  return JSON.stringify([
    outcome,
    way,
    endsAt,
    detail,
    destination,
    path.map(({ at, where, stage, taken }) => [at, where, stage, taken]),
  ]);
}

/** Before, after, and the first decision that is another. */
export function diffText(pair: AnswerPair): string {
  const { before, after } = pair;
  const words = ({ result }: Answer): string =>
    `${verdictWords(result)}${result.detail === "" ? "" : ` (${result.detail})`}`;
  const lines = [connectionWords(after.connection)];
  if (!waysDiffer(pair)) return `${[...lines, `  the same: ${words(after)}`].join("\n")}\n`;
  lines.push(`  before: ${words(before)}`, `  after:  ${words(after)}`);
  const index = firstDifference(before.result.path, after.result.path);
  lines.push("  they part at:");
  for (const [label, { result }] of [
    ["before", before],
    ["after ", after],
  ] as const) {
    const hop = result.path[index];
    lines.push(`    ${label}  ${hop === undefined ? "(ends here)" : hopWords(hop)}`);
  }
  return `${lines.join("\n")}\n`;
}

export function diffJson(pair: AnswerPair): string {
  const { before, after } = pair;
  const value = { differs: waysDiffer(pair), before: answerValue(before), after: answerValue(after) };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function firstDifference(one: readonly Hop[], other: readonly Hop[]): number {
  const key = (hop: Hop | undefined): string =>
    JSON.stringify(hop === undefined ? "" : [hop.at, hop.where, hop.stage, hop.taken, hop.says]);
  let index = 0;
  while (index < one.length && key(one[index]) === key(other[index])) index++;
  return index;
}

function hopWords(hop: Hop): string {
  const place = hop.decidedBy === undefined ? "" : `  ${placeInFile(hop.decidedBy)}`;
  return `${groupWords(hop)}, ${STAGE_WORDS[hop.stage]}: ${hop.says}${place}`;
}
