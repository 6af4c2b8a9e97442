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
  return objects.map((object, index) => printComment(options.comments?.[index]) + printDocument(object)).join("---\n");
}

function printDocument(value: unknown): string {
  if (isFilledArray(value)) return printSequence(value, "", 0);
  const record = filledRecord(value);
  return record === undefined ? `${printScalar(value)}\n` : printMapping(record, "", 0);
}

/** Lines of a mapping; the first comes without indentation, because a dash may stand before it. */
function printMapping(record: Readonly<Record<string, unknown>>, indentation: string, depth: number): string {
  let text = "";
  for (const key of Object.keys(record)) {
    const printed = inlineString(key);
    if (printed.length > MAX_KEY) throw new Error(`a key of ${key.length} characters: ${key.slice(0, 40)}…`);
    if (text !== "") text += indentation;
    text += `${printed}:${printAfterKey(record[key], indentation, depth + 1)}`;
  }
  return text;
}

function printAfterKey(value: unknown, indentation: string, depth: number): string {
  const scalar = printInline(value, indentation, depth);
  if (scalar !== undefined) return ` ${scalar}\n`;
  // A sequence stands at the column of its key.
  if (Array.isArray(value)) return `\n${indentation}${printSequence(value, indentation, depth)}`;
  const inner = `${indentation}  `;
  return `\n${inner}${printMapping(recordOf(value), inner, depth)}`;
}

function printSequence(items: readonly unknown[], indentation: string, depth: number): string {
  const inner = `${indentation}  `;
  let text = "";
  for (const item of items) {
    text += text === "" ? "- " : `${indentation}- `;
    const scalar = printInline(item, indentation, depth + 1);
    if (scalar !== undefined) text += `${scalar}\n`;
    else if (Array.isArray(item)) text += printSequence(item, inner, depth + 1);
    else text += printMapping(recordOf(item), inner, depth + 1);
  }
  return text;
}

/** What begins on the line of its key or dash: scalars, block scalars, and empty collections. */
function printInline(value: unknown, indentation: string, depth: number): string | undefined {
  if (depth > MAX_DEPTH) throw new Error(`data more than ${MAX_DEPTH} levels deep, or a cycle`);
  if (typeof value === "string") return blockString(value, `${indentation}  `) ?? inlineString(value);
  if (isFilledArray(value) || filledRecord(value) !== undefined) return undefined;
  return printScalar(value);
}

function printScalar(value: unknown): string {
  if (typeof value === "string") return inlineString(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object") return "{}";
  throw new Error(`${typeof value} is not JSON data`);
}

function isFilledArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function filledRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const record = recordOf(value);
  for (const _ in record) return record;
  return undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Error("a class instance is not JSON data");
  return value as Readonly<Record<string, unknown>>;
}

/** `# ` before every line, however the words are broken: a comment must not become YAML. */
function printComment(comment: string | undefined): string {
  if (comment === undefined) return "";
  let text = "";
  let line = "#";
  for (const word of comment.split(/[\s\p{C}]+/u)) {
    if (word === "") continue;
    if (line.length + 1 + word.length > COMMENT_WIDTH && line !== "#") {
      text += `${line}\n`;
      line = "#";
    }
    line += ` ${word}`;
  }
  return line === "#" ? text : `${text}${line}\n`;
}
