import { blockString, inlineString, number } from "./yaml-scalar.ts";

export interface PrintYamlOptions {
  /** A comment for above each document, by position; wrapped here. */
  readonly comments?: readonly (string | undefined)[];
}

const COMMENT_WIDTH = 100;
/** YAML readers give up on a key that has more than 1,024 characters before its colon. */
const MAX_KEY = 1000;
const MAX_DEPTH = 200;

/**
 * Prints plain JSON data as a stream of YAML documents, in block style as kubectl does, keys in the order given.
 * The text means the same under YAML 1.1 and 1.2. There is no `---` before the first document; the text ends in a newline,
 * and is empty for no documents.
 *
 * Our own printer, because it runs at every start: the `yaml` library needs longer to load than all the rest, and prints a hundred times slower.
 *
 * @throws Error for what JSON cannot hold: undefined, NaN, dates, class instances, lone surrogates, cycles.
 */
export function printYaml(objects: readonly unknown[], options: PrintYamlOptions = {}): string {
  const documents = objects.map((object, index) => {
    const lines: string[] = [];
    addComment(lines, options.comments?.[index]);
    addDocument(lines, object);
    // One join at the end is twice as quick as text that grows.
    return `${lines.join("\n")}\n`;
  });
  return documents.join("---\n");
}

function addDocument(lines: string[], value: unknown): void {
  // A document has no column that a block scalar could be indented from.
  const scalar = typeof value === "string" ? inlineString(value) : printInline(value, "");
  if (scalar !== undefined) lines.push(scalar);
  else addCollection(lines, value, "", "", 0);
}

/**
 * Adds the lines of a mapping or sequence that has something in it.
 *
 * @param lead what stands before the first line: the dash of a sequence, or the indentation as before all others
 */
function addCollection(lines: string[], value: unknown, lead: string, indentation: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`data more than ${MAX_DEPTH} levels deep, or a cycle`);
  if (Array.isArray(value)) addSequence(lines, value, lead, indentation, depth);
  else addMapping(lines, value as Readonly<Record<string, unknown>>, lead, indentation, depth);
}

function addMapping(
  lines: string[],
  record: Readonly<Record<string, unknown>>,
  lead: string,
  indentation: string,
  depth: number,
): void {
  const inner = `${indentation}  `;
  let before = lead;
  for (const key of Object.keys(record)) {
    const printed = inlineString(key);
    if (printed.length > MAX_KEY) throw new Error(`a key of ${key.length} characters: ${key.slice(0, 40)}…`);
    const value = record[key];
    const scalar = printInline(value, inner);
    if (scalar !== undefined) lines.push(`${before}${printed}: ${scalar}`);
    else {
      lines.push(`${before}${printed}:`);
      // A sequence stands at the column of its key.
      const column = Array.isArray(value) ? indentation : inner;
      addCollection(lines, value, column, column, depth + 1);
    }
    before = indentation;
  }
}

function addSequence(
  lines: string[],
  items: readonly unknown[],
  lead: string,
  indentation: string,
  depth: number,
): void {
  const inner = `${indentation}  `;
  let before = `${lead}- `;
  for (const item of items) {
    const scalar = printInline(item, inner);
    if (scalar !== undefined) lines.push(`${before}${scalar}`);
    else addCollection(lines, item, before, inner, depth + 1);
    before = `${indentation}- `;
  }
}

/** What begins on the line of its key or dash: scalars and empty collections; `undefined` for a collection with something in it. */
function printInline(value: unknown, inner: string): string | undefined {
  if (typeof value === "string") {
    return (value.includes("\n") ? blockString(value, inner) : undefined) ?? inlineString(value);
  }
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value !== "object") throw new Error(`${typeof value} is not JSON data`);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Error("a class instance is not JSON data");
  for (const _ in value) return undefined;
  return "{}";
}

/** `# ` before every line, however the words are broken: a comment must not become YAML. */
function addComment(lines: string[], comment: string | undefined): void {
  let line = "#";
  for (const word of comment?.split(/[\s\p{C}]+/u) ?? []) {
    if (word === "") continue;
    if (line.length + 1 + word.length > COMMENT_WIDTH && line !== "#") {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  if (line !== "#") lines.push(line);
}
