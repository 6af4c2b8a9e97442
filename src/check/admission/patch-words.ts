import { didYouMean, editDistance } from "../../diagnostics/did-you-mean.ts";
import type { EnvoyField, EnvoyTypes } from "../../schema/envoy-types.ts";

const SCALARS: Readonly<Record<string, string>> = {
  b: "true or false",
  i: "a whole number",
  j: "a whole number",
  u: "a whole number, not below 0",
  v: "a whole number, not below 0",
  f: "a number",
  d: "a number",
  s: "a text",
  y: "bytes, written in base64",
  "google.protobuf.BoolValue": "true or false",
  "google.protobuf.UInt32Value": "a whole number, not below 0",
  "google.protobuf.UInt64Value": "a whole number, not below 0",
  "google.protobuf.Int32Value": "a whole number",
  "google.protobuf.Int64Value": "a whole number",
  "google.protobuf.DoubleValue": "a number",
  "google.protobuf.FloatValue": "a number",
  "google.protobuf.StringValue": "a text",
  "google.protobuf.Duration": "a duration, such as 10s or 1h30m",
  "google.protobuf.Timestamp": "a time, such as 2030-01-02T03:04:05Z",
  "google.protobuf.Any": 'an extension, with its "@type"',
  "google.protobuf.Struct": "a map of anything",
};

/** What a field takes: "a list of envoy.config.core.v3.Address". */
export function wordsFor({ type, repeated, key }: EnvoyField): string {
  const words = SCALARS[type] ?? type;
  if (repeated) return `a list of ${words.replace(/^an? /, "")}`;
  return key === undefined ? words : `a map of ${words.replace(/^an? /, "")}`;
}

/** What may have been meant by a field that is not there. */
export function fieldNamed(name: string, fields: readonly EnvoyField[]): { why?: string; fix?: string } {
  const elsewhere = fields.find((field) => field.name === name || field.jsonName === name)?.elsewhere;
  if (elsewhere !== undefined) return otherRelease("field", elsewhere);
  const there = fields.filter(({ presence }) => presence === "there");
  const meant = didYouMean(
    name,
    there.map((field) => (/[A-Z]/.test(name) ? field.jsonName : field.name)),
  );
  if (meant !== undefined) return { fix: `did you mean ${meant}?` };
  if (there.length === 0) return { fix: "leave it out: there are no fields here" };
  const names = there.map((field) => field.name).filter((one) => !one.startsWith("hidden_envoy_deprecated_"));
  return names.length > 25 ? {} : { fix: `write one of ${names.sort().join(", ")}` };
}

/** What may have been meant by a type that is not there: the same name elsewhere, or a like name in the same package. */
export function typeNamed(name: string, types: EnvoyTypes): { why?: string; fix?: string } {
  const elsewhere = types.elsewhere(name);
  if (elsewhere !== undefined) return otherRelease("type", elsewhere);
  const [scope, last] = split(name);
  const all = types.names();
  const namesakes = all
    .filter((one) => split(one)[1] === last)
    .sort((one, other) => distance(one, scope) - distance(other, scope));
  const beside = all.filter((one) => split(one)[0] === scope);
  const like = didYouMean(
    last,
    beside.map((one) => split(one)[1]),
  );
  const meant = like === undefined ? namesakes[0] : `${scope}.${like}`;
  return meant === undefined ? {} : { fix: `did you mean type.googleapis.com/${meant}?` };
}

/** What there is in another release is no slip of the pen. */
function otherRelease(what: string, release: string): { why: string; fix: string } {
  return {
    why: `istiod reads a patch as the Envoy of its own release knows it; Istio ${release} has the ${what}, and the target does not`,
    fix: `do without it on this release, or name a target that has it with --istio`,
  };
}

function distance(name: string, scope: string): number {
  return editDistance(split(name)[0], scope);
}

function split(name: string): [string, string] {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
}
