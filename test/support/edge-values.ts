import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ROOT } from "../docs/markdown.ts";
import { type CorpusManifest, corpus } from "./manifest-files.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A manifest of which one field holds a value at the edge of what is right. */
export interface EdgeCase {
  readonly kind: string;
  /** `spec.ports[].name (endpoints)`: the field, and the manifest that it is in. */
  readonly field: string;
  /** As JSON; `dropped` when the field is gone. */
  readonly value: string;
  readonly manifest: unknown;
}

/** Hosts, addresses, durations, names, headers, patterns: what one field takes another may not. */
const TEXTS = [
  ...[
    "",
    " ",
    "*",
    ".",
    "~",
    "a",
    "A",
    "*.a.org",
    "*.b.a.org",
    "*a.org",
    "a*",
    "a*b",
    "*.org",
    "mesh",
    "a_b.org",
    "-a.org",
    "a..b",
    "a.org.",
  ],
  ...[
    "192.0.2.1",
    "192.0.2.0/24",
    "192.0.2.1/33",
    "10.0.0",
    "2001:db8::1",
    "::1/64",
    "./a.org",
    "*/a.org",
    "~/*",
    "a/b/c",
    "a/",
    "/a",
    "b/*.a.org",
  ],
  ...["0s", "1ns", "999us", "1ms", "1.5ms", "1s", "-1s", "1h30m", "999999h", "9999999h", "1d", "5"],
  ...[
    "TLS",
    "tls",
    "HTTP",
    "HTTPS",
    "TCP",
    "GRPC",
    "UDP",
    "MUTUAL",
    "ISTIO_MUTUAL",
    "PASSTHROUGH",
    "SIMPLE",
    "DNS",
    "NONE",
  ],
  ...[
    "(",
    "[a-z]+",
    "(?=x)",
    "/{*}",
    "/{**}/{*}",
    "a{*}",
    "%",
    "%A%",
    "100%%",
    ":authority",
    "host",
    "x-a",
    "x a",
    "x:a",
  ],
  ...[
    "a=b",
    "503",
    "99",
    "connect-failure,xyz",
    "region1/*",
    "region1/*/a",
    "region1//a",
    "topology.kubernetes.io/zone",
    "GET",
    "get",
  ],
  ...[
    "configmap://a",
    "configmap://b/a",
    "kubernetes://a",
    "unix:///a",
    "unix://@a",
    "127.0.0.1:80",
    "127.0.0.1:0",
    "0.0.0.0:80",
    "a.org:80",
  ],
  ...[
    "cluster.local/ns/a/sa/b",
    "ns/sa",
    "request.headers[x",
    "experimental.x[a]",
    "connection.sni",
    "destination.port",
    "65536",
  ],
  ...["a".repeat(64), `${"a.".repeat(127)}org`],
];
const NUMBERS = [
  -1, 0, 1, 2, 99, 100, 101, 199, 200, 399, 400, 599, 600, 601, 15443, 65535, 65536, 0.00001, 1.5, 4294967295,
  4294967296,
];

/** The manifests of which a field at a time is changed: those of test/check/edge-values/carriers.yaml, and the good ones of the corpus. */
export function carriers(): CorpusManifest[] {
  const text = readFileSync(join(ROOT, "test", "check", "edge-values", "carriers.yaml"), "utf8");
  const own = parseAllDocuments(text, { version: "1.1" }).map((document): CorpusManifest => document.toJS());
  return [...own, ...corpus("accepted").map(({ manifest }) => manifest)];
}

/** For each field of a kind, where it stands first, everything that is put there. */
export function edgeCases(kind: string, among: readonly CorpusManifest[] = carriers()): EdgeCase[] {
  const cases: EdgeCase[] = [];
  const seen = new Set<string>();
  for (const manifest of among.filter((one) => one.kind === kind)) {
    for (const path of pathsIn((manifest as { spec?: Json }).spec ?? null, ["spec"])) {
      const field = path
        .map((step) => (typeof step === "number" ? "[]" : `.${step}`))
        .join("")
        .slice(1);
      if (seen.has(field)) continue;
      seen.add(field);
      for (const value of edgesOf(valueAt(manifest, path))) {
        const changed = withValue(manifest, path, value);
        const text = value === undefined ? "dropped" : JSON.stringify(value);
        cases.push({ kind, field: `${field} (${manifest.metadata.name})`, value: text, manifest: changed });
      }
    }
  }
  return cases;
}

function edgesOf(value: Json): (Json | undefined)[] {
  if (typeof value === "string") return [undefined, null, 7, ...TEXTS];
  if (typeof value === "number") return [undefined, null, "7", ...NUMBERS];
  if (typeof value === "boolean") return [undefined, null, "true", !value];
  if (Array.isArray(value)) {
    const [first = null] = value;
    return [
      undefined,
      null,
      {},
      [],
      [...value, first],
      [null],
      value.length > 1 ? value.toReversed() : [first, first, first],
    ];
  }
  return [undefined, null, [], {}];
}

type Path = readonly (string | number)[];

/** What stands in patch.value of an EnvoyFilter is Envoy's. */
function* pathsIn(value: Json, path: Path): Generator<Path> {
  yield path;
  if (value === null || typeof value !== "object" || path.join(".").endsWith("patch.value")) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, member] of entries) yield* pathsIn(member, [...path, key]);
}

function valueAt(manifest: unknown, path: Path): Json {
  return path.reduce((holder, step) => (holder as Record<string, unknown>)[step], manifest) as Json;
}

function withValue(manifest: unknown, path: Path, value: Json | undefined): unknown {
  const copy = structuredClone(manifest);
  const holder = valueAt(copy, path.slice(0, -1));
  const [last = ""] = path.slice(-1);
  if (Array.isArray(holder)) holder.splice(Number(last), 1, ...(value === undefined ? [] : [value]));
  else if (value === undefined) delete (holder as Record<string, Json>)[last];
  else (holder as Record<string, Json>)[last] = value;
  return copy;
}
