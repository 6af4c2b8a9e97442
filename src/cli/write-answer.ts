import type { Answer } from "../trace/answer.ts";
import type { TraceOptions } from "../trace/ask/options.ts";
import { type Io, wantsColour } from "./io.ts";
import { writeOneFile } from "./write-one-file.ts";

const COLUMNS = 100;
const NARROWEST = 60;
const WIDEST = 120;

/** Prints one answer in the format asked for, and draws its diagram. */
export async function writeAnswer(answer: Answer, options: TraceOptions, io: Io): Promise<void> {
  if (options.diagram !== undefined) {
    await writeOneFile(options.diagram, await diagramOf(answer, options.diagram), "--diagram", io.cwd);
  }
  io.stdout.write(await textOf(answer, options, io));
}

async function textOf(answer: Answer, { format, verbose }: TraceOptions, io: Io): Promise<string> {
  if (format === "json") return (await import("../trace/output/json.ts")).answerJson(answer);
  if (format === "mermaid") return (await import("../trace/output/mermaid.ts")).answerMermaid(answer);
  const { answerText } = await import("../trace/output/text.ts");
  const { PLAIN_PAINT, colourPaint } = await import("../trace/output/paint.ts");
  return answerText(answer, {
    columns: linesFor(io),
    verbose: verbose === true,
    paint: wantsColour(io.stdout, io.env) ? await colourPaint() : PLAIN_PAINT,
  });
}

/** How wide a line of prose may be. */
export function linesFor(io: Io): number {
  return Math.min(WIDEST, Math.max(NARROWEST, io.stdout.columns ?? COLUMNS));
}

async function diagramOf(answer: Answer, file: string): Promise<string> {
  if (/\.svg$/i.test(file)) return (await import("../trace/output/svg.ts")).answerSvg(answer);
  return (await import("../trace/output/html.ts")).answerHtml(answer);
}
