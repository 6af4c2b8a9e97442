import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

/** The part of JSON Schema that the store uses; see docs/schemas.md. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
}

export type JsonType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** Which schema holds for an apiVersion in the Istio releases `from` to `to`, both included. */
export interface Run {
  readonly apiVersion: string;
  readonly from: string;
  readonly to: string;
  /** "Kubernetes 1.30": whose schema it is, where it is not Istio's own. */
  readonly of?: string;
}

/** A run as in the data of a kind: `root` points into `$defs`. */
export interface SchemaRun extends Run {
  readonly root: string;
}

/** A run as in the compiled validators of a kind, which only tell whether a value is valid. */
export interface ValidatorRun extends Run {
  validate(value: unknown): boolean;
}

/** The schemas of one kind, as data. */
export interface KindSchemas {
  readonly roots: readonly SchemaRun[];
  readonly $defs: Readonly<Record<string, Schema>>;
}

let index: Readonly<Record<string, string>> | undefined;
const validators = new Map<string, readonly ValidatorRun[]>();
const schemas = new Map<string, KindSchemas>();
let require: NodeJS.Require | undefined;

/** Every kind that has schemas, as `group/kind` (`/Service` for the core group), and the name of its files. */
export function knownKinds(): Readonly<Record<string, string>> {
  index ??= JSON.parse(readFileSync(storeFile("index.json"), "utf8")) as Readonly<Record<string, string>>;
  return index;
}

/** Name of the files of a kind (`group/kind`); undefined when there are none. */
export function schemaNameOf(kind: string): string | undefined {
  const kinds = knownKinds();
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

/** The compiled validators of a kind, by the name of its files: a millisecond or two, the first time. */
export function validatorsOf(name: string): readonly ValidatorRun[] {
  let runs = validators.get(name);
  if (runs === undefined) {
    require ??= createRequire(import.meta.filename);
    runs = (require(storeFile(`${name}.cjs`)) as { roots: readonly ValidatorRun[] }).roots;
    validators.set(name, runs);
  }
  return runs;
}

/** The schemas of a kind as data: only for saying what is wrong. */
export function schemasOf(name: string): KindSchemas {
  let kind = schemas.get(name);
  if (kind === undefined) {
    kind = JSON.parse(readFileSync(storeFile(`${name}.json`), "utf8")) as KindSchemas;
    schemas.set(name, kind);
  }
  return kind;
}

/** The schema behind a reference, or the schema itself. */
export function resolveRef(kind: KindSchemas, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const resolved = kind.$defs[schema.$ref.slice("#/$defs/".length)];
  if (resolved === undefined) throw new Error(`the schema store has no ${schema.$ref}`);
  return resolved;
}

/** Path of a file of the compiled store. */
export function storeFile(name: string): string {
  return join(packageRoot(), "dist", "validators", name);
}
