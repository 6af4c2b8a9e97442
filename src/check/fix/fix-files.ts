import { type Input, type InputWorld, readText } from "../../documents/inputs.ts";
import type { Finding } from "../finding.ts";
import { type CheckOptions, type CheckReport, checkFiles } from "../run-check.ts";
import { fixText } from "./fix-text.ts";

/** What becomes of one file. */
export interface FixedFile {
  readonly input: Input;
  readonly before: string;
  readonly after: string;
}

export interface Fixes {
  /** What was found in the files as they are. */
  readonly before: CheckReport;
  /** What remains afterwards. */
  readonly after: CheckReport;
  /** What was repaired, in the order of the files. Lines are those of the text in which it was found. */
  readonly repaired: readonly Finding[];
  /** The files whose text is another one now. Nothing is written yet. */
  readonly files: readonly FixedFile[];
}

/** What one repair brings to light, such as all that a schema let no rule see, the next round repairs. Real files need two or three. */
const MAX_ROUNDS = 50;

/**
 * Checks files, repairs what can be repaired for certain, and checks the outcome, until nothing is left to repair. Findings that a comment, an
 * annotation, the settings or the baseline take away are left as they are.
 *
 * @param inputs those behind what is named
 * @throws DiagnosticError as checkFiles does
 */
export async function fixFiles(
  named: readonly string[],
  inputs: readonly Input[],
  options: CheckOptions,
  world: InputWorld,
): Promise<Fixes> {
  const texts = new Map<string, string>();
  const repaired: Finding[] = [];
  const before = await checkFiles(named, options, world);
  const original = before.sources;
  let after = before;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const done = repairRound(after, texts);
    if (done.length === 0) break;
    repaired.push(...done);
    after = await checkFiles(named, { ...options, texts }, world);
  }
  const files: FixedFile[] = [];
  for (const input of inputs) {
    const text = texts.get(input.file);
    const old = original.get(input.file);
    if (text !== undefined && old !== undefined) files.push({ input, before: old, after: text });
  }
  const order = new Map(inputs.map(({ file }, index) => [file, index]));
  const orderOf = ({ at }: Finding): number => order.get(at.file) ?? 0;
  return { before, after, files, repaired: repaired.sort((a, b) => orderOf(a) - orderOf(b) || a.at.line - b.at.line) };
}

/** Puts the repaired texts into `texts`; gives the findings that this mends. */
function repairRound({ findings, sources }: CheckReport, texts: Map<string, string>): Finding[] {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.edit === undefined) continue;
    const inFile = byFile.get(finding.at.file) ?? [];
    byFile.set(finding.at.file, inFile);
    inFile.push(finding);
  }
  const done: Finding[] = [];
  for (const [file, inFile] of byFile) {
    const edits = inFile.flatMap(({ edit }) => (edit === undefined ? [] : [edit]));
    const { text, applied } = fixText(sources.get(file) ?? "", edits);
    if (applied.length === 0) continue;
    texts.set(file, text);
    const used = new Set(applied);
    done.push(...inFile.filter(({ edit }) => edit !== undefined && used.has(edit)));
  }
  return done;
}

/** Whether what is in an input still reads as a text that was checked. */
export async function isUnchanged(input: Input, text: string): Promise<boolean> {
  const now = await readText(input);
  return "text" in now && now.text === text;
}
