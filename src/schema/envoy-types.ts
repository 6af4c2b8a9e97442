import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Release } from "../istio/release.ts";
import { packageRoot } from "../package-root.ts";
import { indicesAround } from "./served.ts";

/** schemas/envoy-types.json; docs/schemas.md says how its texts are written. */
interface TypesFile {
  /** Snapshots of Istio, oldest first: `at` 16 is release 1.16, and 16.5 is what was between 1.16 and 1.17. */
  readonly snapshots: readonly { readonly at: number; readonly istio: string }[];
  /** Packages of which nothing but the names is known. */
  readonly others: readonly string[];
  readonly packages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A field, or a value of an enum, is in a release, is not, or the snapshots around the release say different things. */
export type Presence = "there" | "absent" | "unsure";

export interface EnvoyField {
  readonly name: string;
  /** Its other name, in camel case. */
  readonly jsonName: string;
  /** A letter for a scalar (b, i, j, u, v, f, d, s, y), or the full name of a message or an enum. */
  readonly type: string;
  readonly repeated: boolean;
  /** The letter of the keys, where it is a map. */
  readonly key: string | undefined;
  /** Fields with the same number in one message are one choice. */
  readonly oneof: string | undefined;
  readonly presence: Presence;
  /** A release that has the field, where this one has not: "1.31". */
  readonly elsewhere: string | undefined;
}

export type EnvoyType =
  | { readonly kind: "message"; readonly name: string; readonly fields: readonly EnvoyField[] }
  | { readonly kind: "enum"; readonly name: string; readonly values: ReadonlyMap<string, Presence> }
  /** It is there, or may be, and what is in it is not known. */
  | { readonly kind: "opaque" };

/** The protobuf types that istiod of one release knows. */
export interface EnvoyTypes {
  /** @returns undefined where the release has no type of this full name */
  type(name: string): EnvoyType | undefined;
  /** A release that has the type, where this one has not. */
  elsewhere(name: string): string | undefined;
  /** Full names of messages that an Any may name, for guessing what was meant. */
  names(): string[];
}

let file: TypesFile | undefined;
const byRelease = new Map<string, EnvoyTypes | undefined>();

/**
 * The types of a release: what the snapshots just before it and just after it agree on. Reads its data the first time, some milliseconds.
 *
 * @returns undefined for releases older than the first snapshot
 */
export function envoyTypesOf(release: Release): EnvoyTypes | undefined {
  if (!byRelease.has(release.name)) byRelease.set(release.name, typesOf(release.minor));
  return byRelease.get(release.name);
}

function typesOf(minor: number): EnvoyTypes | undefined {
  file ??= JSON.parse(readFileSync(join(packageRoot(), "schemas", "envoy-types.json"), "utf8")) as TypesFile;
  const { snapshots, others, packages } = file;
  const around = indicesAround(snapshots, minor);
  if (around === undefined) return undefined;
  const { before, after } = around;
  const known = new Map<string, EnvoyType | undefined>();
  return {
    type(name) {
      if (!known.has(name)) known.set(name, readType(name));
      return known.get(name);
    },
    elsewhere(name) {
      const found = textOf(packages, name);
      return found === undefined ? undefined : otherRelease(runsOf(headOf(found.text)));
    },
    names: () =>
      Object.entries(packages).flatMap(([scope, types]) =>
        Object.entries(types)
          .filter(([, text]) => !text.startsWith("=") && presenceIn(runsOf(headOf(text)), before, after) === "there")
          .map(([name]) => `${scope}.${name}`),
      ),
  };

  function readType(name: string): EnvoyType | undefined {
    const found = textOf(packages, name);
    if (found === undefined) return others.includes(packageOf(name)) ? { kind: "opaque" } : undefined;
    const { scope, text } = found;
    const head = headOf(text);
    const presence = presenceIn(runsOf(head), before, after);
    // Of other packages (xds, udpa, Istio's own) not every snapshot's sources were at hand: that one is not there proves nothing.
    if (presence === "absent") return name.startsWith("envoy.") ? undefined : { kind: "opaque" };
    if (presence === "unsure" || text.startsWith("?")) return { kind: "opaque" };
    const parts = text
      .slice(head === "" ? 0 : head.length + 1)
      .replace(/^=/, "")
      .split(",");
    const own = runsOf(head);
    if (text.startsWith("=")) return { kind: "enum", name, values: readValues(parts, own) };
    return {
      kind: "message",
      name,
      fields: parts.filter((part) => part !== "").map((part) => readField(part, own, scope)),
    };
  }

  function readValues(parts: readonly string[], own: Runs): ReadonlyMap<string, Presence> {
    return new Map(
      parts.map((part) => {
        const [name = "", ...runs] = part.split("@");
        return [name, presenceIn(runs.length === 0 ? own : runs, before, after)];
      }),
    );
  }

  function readField(part: string, own: Runs, scope: string): EnvoyField {
    const [text = "", ...runs] = part.split("@");
    const [, name = "", json, many = "", key, type = "", oneof] = FIELD.exec(text) ?? [];
    return {
      name,
      jsonName: json ?? camelCase(name),
      type: type.startsWith(".") ? scope + type : type,
      repeated: many === "*",
      key,
      oneof,
      presence: presenceIn(runs.length === 0 ? own : runs, before, after),
      elsewhere: otherRelease(runs.length === 0 ? own : runs),
    };
  }

  /** A release beyond the snapshots around this one: a later one rather than an older one. */
  function otherRelease(runs: Runs): string | undefined {
    if (presenceIn(runs, before, after) !== "absent") return undefined;
    // A snapshot between two releases speaks for one of them together with the snapshot beyond it.
    const speaks = (at: number, index: number, beyond: number): boolean =>
      isWithin(runs, index) && (Number.isInteger(at) || isWithin(runs, index + beyond));
    const later = snapshots.find(({ at }, index) => index > after && speaks(at, index, 1));
    if (later !== undefined) return `1.${Math.ceil(later.at)}`;
    const older = snapshots.findLast(({ at }, index) => index < before && speaks(at, index, -1));
    return older === undefined ? undefined : `1.${Math.floor(older.at)}`;
  }
}

/** The package of a type of another package: they follow the rule that types begin with a capital, and packages do not. */
function packageOf(name: string): string {
  return /^[a-z][\w.]*?(?=\.[A-Z])/.exec(name)?.[0] ?? "";
}

/** `name=jsonName *type|oneof`, and `%k` in place of `*` for a map. */
const FIELD = /^([^ =]+)(?:=(\S+))? (\*|%(\w))?([\w.]+)(?:\|(\d+))?$/;

/** Runs of snapshots as two digits each: first and last. None are all of them. */
type Runs = readonly string[];

/** The runs at the head of a type's text: `@25;`. */
function headOf(text: string): string {
  return /^[=?]?(?:@\d\d)+(?=;)/.exec(text)?.[0] ?? "";
}

function runsOf(head: string): Runs {
  return head.split("@").slice(1);
}

function presenceIn(runs: Runs, before: number, after: number): Presence {
  if (runs.length === 0) return "there";
  const [one, other] = [isWithin(runs, before), isWithin(runs, after)];
  return one === other ? (one ? "there" : "absent") : "unsure";
}

function isWithin(runs: Runs, index: number): boolean {
  return runs.some((run) => Number(run[0]) <= index && index <= Number(run[1]));
}

/** The text of a type by its full name: the package is all but the last part, or less where types are in types. */
function textOf(packages: TypesFile["packages"], name: string): { scope: string; text: string } | undefined {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const scope = name.slice(0, dot);
    if (!Object.hasOwn(packages, scope)) continue;
    const rest = name.slice(dot + 1);
    const types = packages[scope];
    const text = types !== undefined && Object.hasOwn(types, rest) ? types[rest] : undefined;
    if (text !== undefined) return { scope, text };
  }
  return undefined;
}

/** The name in JSON that protoc gives a field. */
function camelCase(name: string): string {
  return name.replace(/_+(\w?)/g, (_all, letter: string) => letter.toUpperCase());
}
