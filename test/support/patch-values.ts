import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { type EnvoyField, envoyTypesOf } from "../../src/schema/envoy-types.ts";

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

const types = envoyTypesOf(NEWEST_RELEASE);
const names =
  types
    ?.names()
    .filter((name) => !name.startsWith("google.protobuf.") || /Value$|Struct$|Duration$|Empty$/.test(name)) ?? [];

/** A manifest with one patch whose value is random: most of its fields are right, some are not. */
export function randomPatch(random: Random): object {
  const [applyTo, object] = pick(OBJECTS, random) ?? ["CLUSTER", ""];
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "random" },
    spec: { configPatches: [{ applyTo, patch: { operation: "MERGE", value: mapOf(object, random) } }] },
  };
}

/** What is no map, the schema refuses. */
function mapOf(name: string, random: Random): Json {
  const value = messageOf(name, random, 0);
  return isMap(value) ? value : {};
}

function messageOf(name: string, random: Random, depth: number): Json {
  if (random() < 0.01) return pick(ODD, random) ?? null;
  switch (name) {
    case "google.protobuf.Any":
      return anyOf(random, depth);
    case "google.protobuf.Duration":
      return pick(["1s", "0.5s", "1h30m", "-3us", "0"], random) ?? "";
    case "google.protobuf.Timestamp":
      return "2030-01-02T03:04:05.678Z";
    case "google.protobuf.Struct":
      return { a: pick(ODD, random) ?? null, b: { c: 1 } };
    case "google.protobuf.Value":
      return pick(ODD, random) ?? null;
    case "google.protobuf.ListValue":
      return [1, "a"];
  }
  const wrapper = /^google\.protobuf\.(\w+)Value$/.exec(name)?.[1]?.toLowerCase();
  if (wrapper !== undefined) return scalarOf({ bool: "b", string: "s", bytes: "y" }[wrapper] ?? "u", random);
  const type = types?.type(name);
  if (type?.kind !== "message") return {};
  const made: { [key: string]: Json } = {};
  const wanted = depth > 5 ? 0 : Math.min(type.fields.length, 1 + Math.floor(random() * 4));
  for (let count = 0; count < wanted; count++) {
    const field = pick(type.fields, random);
    if (field?.presence !== "there") continue;
    made[random() < 0.7 ? field.name : field.jsonName] = fieldOf(field, random, depth);
  }
  if (random() < 0.02) made[pick(["surprise", "@type", "nmae"], random) ?? ""] = pick(ODD, random) ?? null;
  return made;
}

function anyOf(random: Random, depth: number): Json {
  const name = pick(names, random) ?? "";
  const url = `${pick(["type.googleapis.com/", "type.googleapis.com/", "", "x/y/"], random)}${name}`;
  if (random() < 0.03) return { "@type": pick([`${url}X`, "", 5, [], {}, ".v2.X", `${url}/`], random) ?? null };
  const value = messageOf(name, random, depth + 1);
  if (random() < 0.01) return value;
  if (name.startsWith("google.protobuf.") && random() < 0.9) return { "@type": url, value };
  return isMap(value) ? { "@type": url, ...value } : { "@type": url };
}

function fieldOf(field: EnvoyField, random: Random, depth: number): Json {
  if (random() < 0.01) return pick(ODD, random) ?? null;
  const one = (): Json => singleOf(field.type, random, depth);
  if (field.repeated) return Array.from({ length: Math.floor(random() * 3) }, one);
  if (field.key === undefined) return one();
  const keys = field.key === "s" ? ["a", "b c"] : ["1", "2", "x", "-1"];
  return { [pick(keys, random) ?? ""]: one() };
}

function singleOf(type: string, random: Random, depth: number): Json {
  if (random() < 0.02) return pick(ODD, random) ?? null;
  if (type.length === 1) return scalarOf(type, random);
  const known = types?.type(type);
  if (known?.kind !== "enum") return messageOf(type, random, depth + 1);
  const values: Json[] = [...known.values.keys()];
  return (
    pick(
      [...values, ...values, 0, 77, "SURPRISE", values[0]?.toString().toLowerCase() ?? ""].slice(
        0,
        random() < 0.95 ? values.length + 1 : undefined,
      ),
      random,
    ) ?? 0
  );
}

function scalarOf(letter: string, random: Random): Json {
  if (letter === "b") return random() < 0.5;
  if (letter === "s") return pick(["", "a", "<é>"], random) ?? "";
  if (letter === "y") return pick(["", "YQ==", "YWJj"], random) ?? "";
  return pick<Json>(letter === "f" || letter === "d" ? [0, 1.5, "2", "NaN"] : [0, 1, "2", 200], random) ?? 0;
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}

function isMap(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
