import type { TextEdit } from "./fix/text-edits.ts";
import type { Layer, Level } from "./rule.ts";

/** A place in a file, from 1. It ends on its line, before `endColumn`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** `spec.hosts[0]`; empty where the whole document, or none, is meant. */
  readonly path: string;
}

/** The manifest that a finding is about. */
export interface ResourceName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined where the manifest names none. */
  readonly namespace: string | undefined;
}

export interface RelatedPlace extends Place {
  readonly words: string;
}

/** One thing that is wrong, and where. */
export interface Finding {
  readonly code: string;
  readonly rule: string;
  readonly layer: Layer;
  readonly level: Level;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly at: Place;
  readonly resource: ResourceName | undefined;
  readonly related: readonly RelatedPlace[];
  /** What --fix changes in the file; undefined where that is for a person to do. */
  readonly edit?: TextEdit | undefined;
}

/** By file, line, column and code: the order in which findings are shown. */
export function byPlace(one: Finding, other: Finding): number {
  if (one.at.file !== other.at.file) return one.at.file < other.at.file ? -1 : 1;
  if (one.at.line !== other.at.line) return one.at.line - other.at.line;
  if (one.at.column !== other.at.column) return one.at.column - other.at.column;
  return one.code < other.code ? -1 : one.code > other.code ? 1 : 0;
}
