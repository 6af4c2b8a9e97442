import { adviceFor } from "../advice.ts";
import type { Answer } from "../answer.ts";
import type { Hop } from "../result.ts";
import { connectionWords, groupHops, groupWords, placeInFile, STAGE_WORDS, verdictWords } from "./words.ts";
import { wrapText } from "./wrap.ts";

const COLUMNS = 60;

/** The way as a Mermaid flowchart, for a Markdown page between ```mermaid fences. One box for each proxy, one node for each decision. */
export function answerMermaid(answer: Answer): string {
  const { result, connection } = answer;
  const lines = ["flowchart TD"];
  const groups = groupHops(result.path);
  const nodes: string[] = [];
  const add = (name: string, label: string): void => {
    nodes.push(name);
    lines.push(label);
  };
  add("ask", `  ask(["${label([connectionWords(connection)])}"])`);
  for (const [index, group] of groups.entries()) {
    lines.push(`  subgraph g${index}["${escaped(groupWords(group))}"]`);
    for (const hop of group.hops) {
      const name = `n${nodes.length}`;
      add(name, `    ${name}["${hopLabel(hop)}"]`);
    }
    lines.push("  end");
  }
  const verdict = verdictWords(result);
  const detail = result.detail === "" ? verdict : `${verdict} (${result.detail})`;
  add("answer", `  answer(["${label([detail, ...adviceFor(answer).says.slice(0, 1)])}"])`);
  lines.push(`  ${nodes.join(" --> ")}`, `  class answer ${result.outcome}`, ...CLASSES);
  return `${lines.join("\n")}\n`;
}

/** Colours that are read on white and on black. */
const CLASSES = [
  "  classDef reached fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
  "  classDef blocked fill:#cf222e,stroke:#cf222e,color:#ffffff",
  "  classDef unknown fill:#9a6700,stroke:#9a6700,color:#ffffff",
];

function hopLabel({ stage, says, decidedBy }: Hop): string {
  const place = decidedBy === undefined ? [] : [placeInFile(decidedBy)];
  return `<b>${STAGE_WORDS[stage]}</b><br/>${label([says, ...place])}`;
}

function label(texts: readonly string[]): string {
  return texts
    .flatMap((text) => wrapText(text, COLUMNS))
    .map(escaped)
    .join("<br/>");
}

/**
 * Text inside a quoted label. Mermaid reads HTML and Markdown in it, and ends it at a quote; it knows entities that are written `#34;`
 * (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;/()+=@→'-]/gu, (character) => `#${character.codePointAt(0)};`);
}
