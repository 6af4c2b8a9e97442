import { NEWEST_RELEASE, type Release } from "../../src/istio/release.ts";
import { type EnvoyField, type EnvoyTypes, envoyTypesOf } from "../../src/schema/envoy-types.ts";

type Random = () => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What may be patched, and what a patch of it is read into. */
const OBJECTS: readonly (readonly [string, string])[] = [
  ["CLUSTER", "envoy.config.cluster.v3.Cluster"],
  ["LISTENER", "envoy.config.listener.v3.Listener"],
  ["ROUTE_CONFIGURATION", "envoy.config.route.v3.RouteConfiguration"],
  ["FILTER_CHAIN", "envoy.config.listener.v3.FilterChain"],
  ["HTTP_FILTER", "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter"],
  ["NETWORK_FILTER", "envoy.config.listener.v3.Filter"],
  ["VIRTUAL_HOST", "envoy.config.route.v3.VirtualHost"],
  ["HTTP_ROUTE", "envoy.config.route.v3.Route"],
  ["EXTENSION_CONFIG", "envoy.config.core.v3.TypedExtensionConfig"],
  ["BOOTSTRAP", "envoy.config.bootstrap.v3.Bootstrap"],
  ["LISTENER_FILTER", "envoy.config.listener.v3.ListenerFilter"],
];

/** Values that some type takes, and most do not. */
const ODD: readonly Json[] = [
  ...[0, 1, -1, 1.5, 2147483647, 2147483648, -2147483649, 4294967295, 4294967296, 1e21, 1e-7, 3.5e38, 1e300],
  ...[
    "",
    "0",
    "1",
    "-1",
    " 7 ",
    "1.5",
    "1e3",
    "+1",
    "0x1",
    "10s",
    "true",
    "null",
    "nulL",
    "NaN",
    "Infinity",
    "-",
    "1 2",
    "é",
    "<",
  ],
  ...[
    "1s",
    "1h30m",
    "-1.5ms",
    "10",
    "1d",
    ".s",
    "1.s",
    "abc",
    "9999999h",
    "[1]",
    "{}",
    "\\u0031",
    '"',
    "\t1",
    "1e",
    "1.",
    "t",
    "[1,",
    "{1",
  ],
  ...["YQ==", "YQ", "YQ=", "Y=Q=", "a-_b", "YWI=", "YWJj\nYWJj", "====", "YQ==YQ=="],
  ...[
    "2030-01-02T03:04:05Z",
    "2030-02-30T03:04:05Z",
    "2030-01-02T3:04:05.5+01:00",
    "2030-13-02T03:04:05Z",
    "2030-01-02",
  ],
  ...([true, false, [], {}, [null], [1, 2, 256], [1, "x"], ["x", null], { a: 1 }, [[]], [{}]] as Json[]),
];

/** Makes manifests with one patch whose value is random: most of its fields are right, some are not. Types are those of a release. */
export class RandomPatches {
  readonly #random: Random;
  readonly #types: EnvoyTypes;
  readonly #names: readonly string[];

  constructor(random: Random, release: Release = NEWEST_RELEASE) {
    const types = envoyTypesOf(release);
    if (types === undefined) throw new Error(`no types of Envoy for ${release.name}`);
    this.#random = random;
    this.#types = types;
    this.#names = types
      .names()
      .filter((name) => !name.startsWith("google.protobuf.") || /Value$|Struct$|Duration$|Empty$/.test(name));
  }

  next(): object {
    const [applyTo, object] = this.#pick(OBJECTS) ?? ["CLUSTER", ""];
    const value = this.#message(object, 0);
    return {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { name: "random" },
      // What is no map, the schema refuses.
      spec: { configPatches: [{ applyTo, patch: { operation: "MERGE", value: isMap(value) ? value : {} } }] },
    };
  }

  #message(name: string, depth: number): Json {
    if (this.#random() < 0.01) return this.#odd();
    switch (name) {
      case "google.protobuf.Any":
        return this.#any(depth);
      case "google.protobuf.Duration":
        return this.#pick(["1s", "0.5s", "1h30m", "-3us", "0"]) ?? "";
      case "google.protobuf.Timestamp":
        return "2030-01-02T03:04:05.678Z";
      case "google.protobuf.Struct":
        return { a: this.#odd(), b: { c: 1 } };
      case "google.protobuf.Value":
        return this.#odd();
      case "google.protobuf.ListValue":
        return [1, "a"];
    }
    const wrapper = /^google\.protobuf\.(\w+)Value$/.exec(name)?.[1]?.toLowerCase();
    if (wrapper !== undefined) return this.#scalar({ bool: "b", string: "s", bytes: "y" }[wrapper] ?? "u");
    const type = this.#types.type(name);
    if (type?.kind !== "message") return {};
    const made: { [key: string]: Json } = {};
    const wanted = depth > 5 ? 0 : Math.min(type.fields.length, 1 + Math.floor(this.#random() * 4));
    for (let count = 0; count < wanted; count++) {
      const field = this.#pick(type.fields);
      if (field === undefined || field.presence === "unsure") continue;
      // Of what the release lacks, a little.
      if (field.presence === "absent" && this.#random() < 0.9) continue;
      made[this.#random() < 0.7 ? field.name : field.jsonName] = this.#field(field, depth);
    }
    if (this.#random() < 0.02) made[this.#pick(["surprise", "@type", "nmae"]) ?? ""] = this.#odd();
    return made;
  }

  #any(depth: number): Json {
    const name = this.#pick(this.#names) ?? "";
    const url = `${this.#pick(["type.googleapis.com/", "type.googleapis.com/", "", "x/y/"])}${name}`;
    if (this.#random() < 0.03)
      return { "@type": this.#pick<Json>([`${url}X`, "", 5, [], {}, ".v2.X", `${url}/`]) ?? "" };
    const value = this.#message(name, depth + 1);
    if (this.#random() < 0.01) return value;
    if (name.startsWith("google.protobuf.") && this.#random() < 0.9) return { "@type": url, value };
    return isMap(value) ? { "@type": url, ...value } : { "@type": url };
  }

  #field(field: EnvoyField, depth: number): Json {
    if (this.#random() < 0.01) return this.#odd();
    const one = (): Json => this.#single(field.type, depth);
    if (field.repeated) return Array.from({ length: Math.floor(this.#random() * 3) }, one);
    if (field.key === undefined) return one();
    const keys = field.key === "s" ? ["a", "b c"] : ["1", "2", "x", "-1"];
    return { [this.#pick(keys) ?? ""]: one() };
  }

  #single(type: string, depth: number): Json {
    if (this.#random() < 0.02) return this.#odd();
    if (type.length === 1) return this.#scalar(type);
    const known = this.#types.type(type);
    if (known?.kind !== "enum") return this.#message(type, depth + 1);
    const values = [...known.values].filter(([, presence]) => presence === "there").map(([name]) => name);
    if (this.#random() < 0.95) return this.#pick(values) ?? 0;
    return this.#pick<Json>([0, 77, "SURPRISE", values[0]?.toLowerCase() ?? "", ...known.values.keys()]) ?? 0;
  }

  #scalar(letter: string): Json {
    if (letter === "b") return this.#random() < 0.5;
    if (letter === "s") return this.#pick(["", "a", "<é>"]) ?? "";
    if (letter === "y") return this.#pick(["", "YQ==", "YWJj"]) ?? "";
    return this.#pick<Json>(letter === "f" || letter === "d" ? [0, 1.5, "2", "NaN"] : [0, 1, "2", 200]) ?? 0;
  }

  #odd(): Json {
    return this.#pick(ODD) ?? null;
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }
}

function isMap(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
