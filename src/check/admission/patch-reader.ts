import { clearlyMeant } from "../../diagnostics/clearly-meant.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { EnvoyField, EnvoyTypes } from "../../schema/envoy-types.ts";
import { isMap } from "../../schema/problems.ts";
import type { Repair } from "../../schema/repair.ts";
import { cannotUnmarshal, goJson } from "./go-json.ts";
import {
  choiceFault,
  faultOf,
  LIST,
  MAP,
  type Place,
  reason,
  repairedBy,
  scalarFault,
  special,
  WRAPPERS,
} from "./patch-faults.ts";
import { enumNumberProblem, keyProblem } from "./patch-scalars.ts";
import type { PatchFault } from "./patch-value.ts";
import { fieldNamed, typeNamed, wordsFor } from "./patch-words.ts";
import { quoted } from "./quoted.ts";

const ANY = "what stands here is an extension, and its type says how it is read";
const NAME_THE_TYPE = 'name the type: "@type": type.googleapis.com/envoy.extensions.…';

/** Types with a form of their own in JSON: an Any holds them in a field `value`. */
const SPECIAL = new Set(
  [...Object.keys(WRAPPERS), "Any", "Duration", "Empty", "ListValue", "Struct", "Timestamp", "Value"].map(
    (name) => `google.protobuf.${name}`,
  ),
);

/**
 * Reads plain data into protobuf messages as istiod does, with jsonpb of github.com/golang/protobuf (jsonpb/decode.go), and tells everything that
 * this would stumble over, where jsonpb tells the first only.
 */
export class PatchReader {
  readonly #types: EnvoyTypes;
  readonly #oldTypes: boolean;

  /** @param options oldTypes: the release knows version 2 of Envoy's API, of which there are no types here */
  constructor(types: EnvoyTypes, { oldTypes }: { oldTypes: boolean }) {
    this.#types = types;
    this.#oldTypes = oldTypes;
  }

  *message(name: string, value: unknown, place: Place): Generator<PatchFault> {
    if (value === null || value === undefined) return;
    if (name === "google.protobuf.Any") return yield* this.#any(value, place);
    if (SPECIAL.has(name) && name !== "google.protobuf.Empty") return yield* special(name, value, place);
    const type = this.#types.type(name);
    if (type?.kind !== "message") return;
    if (!isMap(value)) return yield* faultOf(cannotUnmarshal(value, MAP), place, "write a map");
    const left = new Set(Object.keys(value));
    const chosen = new Map<string, string[]>();
    for (const field of type.fields) {
      if (field.presence === "absent") continue;
      const [key] = [field.jsonName, field.name].filter((one) => Object.hasOwn(value, one));
      left.delete(field.jsonName);
      left.delete(field.name);
      if (key === undefined || value[key] === null || field.presence === "unsure") continue;
      if (key !== field.name && Object.hasOwn(value, field.name))
        yield choiceFault([field.name], key, name, place.path);
      if (field.oneof !== undefined) chosen.set(field.oneof, [...(chosen.get(field.oneof) ?? []), key]);
      const why = `${field.name} of ${name} is ${wordsFor(field)}`;
      yield* this.#field(field, value[key], { ...place, path: [...place.path, key], why });
    }
    for (const names of chosen.values()) {
      const kept = names.at(-1);
      if (kept !== undefined && names.length > 1) yield choiceFault(names.slice(0, -1), kept, name, place.path);
    }
    for (const key of left) {
      yield {
        kind: "field",
        path: [...place.path, key],
        part: "key",
        says: place.wrap(`unknown field ${quoted(key)} in ${name}`),
        ...fieldNamed(key, type.fields),
        ...repairedBy(this.#rename(key, value, { fields: type.fields, left, chosen, place })),
      };
    }
  }

  /** The field that was clearly meant, where it is not there yet, takes the value, and is meant by no second one. */
  #rename(
    key: string,
    value: Readonly<Record<string, unknown>>,
    message: {
      readonly fields: readonly EnvoyField[];
      readonly left: ReadonlySet<string>;
      readonly chosen: ReadonlyMap<string, readonly string[]>;
      readonly place: Place;
    },
  ): Repair | undefined {
    if (
      message.fields.some(({ name, jsonName, elsewhere }) => elsewhere !== undefined && [name, jsonName].includes(key))
    )
      return undefined;
    const there = message.fields.filter(({ presence }) => presence === "there");
    const names = there.map(({ name }) => name);
    const to = clearlyMeant(key, names);
    const meant = there.find(({ name }) => name === to);
    if (meant === undefined || Object.hasOwn(value, meant.name) || Object.hasOwn(value, meant.jsonName))
      return undefined;
    if (meant.oneof !== undefined && message.chosen.has(meant.oneof)) return undefined;
    if ([...message.left].filter((one) => clearlyMeant(one, names) === meant.name).length > 1) return undefined;
    return this.#field(meant, value[key], message.place).next().done === true
      ? { kind: "rename", to: meant.name }
      : undefined;
  }

  *#any(value: unknown, place: Place): Generator<PatchFault> {
    if (!isMap(value)) return yield* faultOf(cannotUnmarshal(value, MAP), place, 'write a map with "@type"');
    const { "@type": url, ...rest } = value;
    const at = { ...place, path: [...place.path, "@type"] };
    if (url === undefined) return yield* faultOf("Any JSON doesn't have '@type'", place, NAME_THE_TYPE, ANY);
    if (typeof url !== "string") {
      return yield* faultOf(`can't unmarshal Any's '@type': ${quoted(goJson(url))}`, at, NAME_THE_TYPE, ANY);
    }
    const name = url.slice(url.lastIndexOf("/") + 1);
    const type = this.#types.type(name);
    if (type === undefined && this.#oldTypes && /^envoy\.(?!.*\.v3)/.test(name)) return;
    if (type === undefined || type.kind === "enum") {
      const says = place.wrap(`could not resolve Any message type: ${url}`);
      yield { kind: "type", path: at.path, says, ...typeNamed(name, this.#types) };
      return;
    }
    const wrap = (says: string): string => place.wrap(`can't unmarshal Any nested proto ${url}: ${says}`);
    if (!SPECIAL.has(name)) return yield* this.message(name, rest, { path: place.path, wrap });
    if (!Object.hasOwn(rest, "value")) {
      return yield* faultOf(
        "Any JSON doesn't have 'value'",
        place,
        "write it in a field value",
        `of ${name} an Any holds the value alone`,
      );
    }
    yield* this.message(name, rest.value, { path: [...place.path, "value"], wrap });
  }

  *#field(field: EnvoyField, value: unknown, place: Place): Generator<PatchFault> {
    if (field.repeated) {
      // Bytes in a list are still a list of texts.
      if (!Array.isArray(value)) return yield* faultOf(cannotUnmarshal(value, LIST), place, "write a list");
      for (const [index, item] of value.entries()) {
        yield* this.#single(field, item, { ...place, path: [...place.path, index] });
      }
    } else if (field.key !== undefined) {
      if (!isMap(value)) return yield* faultOf(cannotUnmarshal(value, MAP), place, "write a map");
      for (const [key, item] of Object.entries(value)) {
        const at = { ...place, path: [...place.path, key] };
        const broken = keyProblem(field.key, key);
        if (broken === undefined) yield* this.#single(field, item, at);
        else yield { kind: "value", path: at.path, part: "key", says: place.wrap(broken), ...reason(place.why) };
      }
    } else {
      yield* this.#single(field, value, place);
    }
  }

  *#single({ type }: EnvoyField, value: unknown, place: Place): Generator<PatchFault> {
    if (type.length === 1) return yield* scalarFault(type, value, place);
    const known = this.#types.type(type);
    if (known?.kind !== "enum") return yield* this.message(type, value, place);
    const { name, values } = known;
    if (typeof value !== "string") return yield* faultOf(enumNumberProblem(value), place);
    const raw = goJson(value);
    if ((values.get(raw.slice(1, -1)) ?? "absent") !== "absent") return;
    const names = [...values].filter(([, presence]) => presence === "there").map(([one]) => one);
    const meant = didYouMean(value, names);
    const fix = meant === undefined ? `write one of ${names.slice(0, 12).join(", ")}` : `did you mean ${meant}?`;
    const [to, ...more] = names.filter((one) => one.toLowerCase() === value.toLowerCase());
    const repair = to === undefined || more.length > 0 ? undefined : ({ kind: "replace", to } as const);
    for (const fault of faultOf(`unknown value ${quoted(raw)} for enum ${name}`, place, fix)) {
      yield { ...fault, ...repairedBy(repair) };
    }
  }
}
