import type { Document, LineCounter } from "yaml";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { locateNodes } from "./locate-nodes.ts";
import type { Located } from "./located.ts";
import { MAX_PROBLEMS, nothingIn, syntaxProblem, tooDeep } from "./yaml-problems.ts";

/**
 * Reads one YAML (or JSON) document, with the position of every value.
 *
 * @param file its name, as it stands in messages
 * @throws DiagnosticError with positions: bad syntax, a key said twice, several documents, nothing in it, an alias bomb, deep nesting
 */
export async function parseYaml(text: string, file: string): Promise<Located> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const originAt = (offset: number): Origin => originOf(lines, file, offset);
  let document: Document.Parsed;
  try {
    document = yaml.parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // Looked for in locateNodes: the library compares every key with every other.
      uniqueKeys: false,
      stringKeys: true,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new DiagnosticError(tooDeep(originAt(0)));
    throw error;
  }
  const problems = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS);
  if (problems.length > 0) {
    throw new DiagnosticError(...problems.map((problem) => syntaxProblem(problem, originAt(problem.pos[0]))));
  }
  const { contents } = document;
  if (contents === null || (yaml.isScalar(contents) && contents.value === null)) throw nothingIn(file);
  return locateNodes(yaml, contents, originAt);
}

function originOf(lines: LineCounter, file: string, offset: number): Origin {
  const { line, col } = lines.linePos(offset);
  return { kind: "file", file, line: Math.max(1, line), column: Math.max(1, col) };
}
