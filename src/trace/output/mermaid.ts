import type { Answer } from "../answer.ts";
import type { Hop } from "../result.ts";
import {
  connectionWords,
  groupHops,
  groupWords,
  type HopGroup,
  placeInFile,
  STAGE_WORDS,
  verdictWords,
} from "./words.ts";

/** The way as a Mermaid flowchart, for a Markdown page between ```mermaid fences: one box for each proxy, with a line for each decision. */
export function answerMermaid(answer: Answer): string {
  const { result, connection } = answer;
  const groups = groupHops(result.path);
  const names = ["ask", ...groups.map((_group, index) => `hop${index + 1}`), "answer"];
  const verdict = verdictWords(result);
  const lines = [
    // Without, every box is 200 pixels wide.
    '%%{init: {"flowchart": {"wrappingWidth": 560}}}%%',
    "flowchart TD",
    `  ask(["${escaped(connectionWords(connection))}"])`,
    ...groups.map((group, index) => `  hop${index + 1}["${groupLabel(group)}"]`),
    `  answer(["<b>${escaped(verdict)}</b>${result.detail === "" ? "" : `<br/>${escaped(result.detail)}`}"])`,
    `  ${names.join(" --> ")}`,
    `  class answer ${result.outcome}`,
    ...CLASSES,
  ];
  return `${lines.join("\n")}\n`;
}

/** Colours that are read on white and on black. */
const CLASSES = [
  "  classDef reached fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
  "  classDef blocked fill:#cf222e,stroke:#cf222e,color:#ffffff",
  "  classDef unknown fill:#9a6700,stroke:#9a6700,color:#ffffff",
];

function groupLabel(group: HopGroup): string {
  return [`<b>${escaped(groupWords(group))}</b>`, ...group.hops.map(hopLabel)].join("<br/>");
}

function hopLabel({ stage, says, decidedBy }: Hop): string {
  const place = decidedBy === undefined ? "" : ` (${placeInFile(decidedBy)})`;
  return `<i>${STAGE_WORDS[stage]}</i> ${escaped(`${says}${place}`)}`;
}

/**
 * Text inside a quoted label. Mermaid reads HTML and Markdown in it, and ends it at a quote; it knows entities that are written `#34;`
 * (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;/()+=@\u2192'-]/gu, (character) => `#${character.codePointAt(0)};`);
}
