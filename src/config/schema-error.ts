import type { ErrorObject } from "ajv";
import type { Diagnostic, Origin } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import { type Located, locate } from "./located.ts";

/** For a file that lacks a key at its top. */
export function missingKey(key: string, root: Located): Diagnostic {
  return describeSchemaError(
    { keyword: "required", instancePath: "", schemaPath: "#/required", params: { missingProperty: key } },
    root,
  );
}

/** Says in words what ajv found, and where in the file. */
export function describeSchemaError(error: ErrorObject, root: Located): Diagnostic {
  const path = error.instancePath.split("/").slice(1).map(stepOf);
  const value = locate(root, path);
  const name = nameOf(path);
  const problem = (at: Origin, code: string, what: string, why: string | undefined, fix: string): Diagnostic => ({
    severity: "error",
    code,
    what,
    why,
    fix,
    at: at.kind === "file" && path.length > 0 ? { ...at, path: pathText(path) } : at,
  });
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params.additionalProperty);
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const meant = didYouMean(key, known);
      const at = (value.kind === "map" ? value.entries.get(key)?.keyAt : undefined) ?? value.at;
      return problem(
        at,
        "unknown-key",
        `there is no key ${key}${path.length === 0 ? "" : ` in ${name}`}`,
        undefined,
        meant === undefined ? `the keys are: ${known.join(", ")}` : `did you mean ${meant}?`,
      );
    }
    case "required": {
      const key = String(error.params.missingProperty);
      return problem(value.at, "missing-key", `${name} has no ${key}`, "it cannot do without", exampleOfKey(key));
    }
    case "minItems":
      return problem(
        value.at,
        "empty-list",
        `${name} is an empty list`,
        "at least one entry is needed",
        exampleOfKey(path.at(-1) ?? ""),
      );
    case "enum": {
      const allowed: string[] = (error.params.allowedValues ?? []).map(String);
      const written = value.kind === "scalar" ? value.text : "";
      const meant = didYouMean(written, allowed);
      return problem(
        value.at,
        "unknown-value",
        `${name} cannot be "${written}"`,
        `it is one of: ${allowed.join(", ")}`,
        meant === undefined ? "write one of them" : `did you mean ${meant}?`,
      );
    }
    case "type":
      return wrongType(error, value, name, problem);
    default:
      return problem(
        value.at,
        "bad-value",
        `${name} ${error.message ?? "is not valid"}`,
        undefined,
        "see docs/configuration.md",
      );
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a map",
  string: "text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
};

function wrongType(
  error: ErrorObject,
  value: Located,
  name: string,
  problem: (at: Origin, code: string, what: string, why: string | undefined, fix: string) => Diagnostic,
): Diagnostic {
  const wanted = [error.params.type].flat().map(String);
  const words = wanted.map((type) => TYPE_WORDS[type] ?? type).join(" or ");
  return problem(
    value.at,
    "wrong-type",
    `${name} must be ${words}`,
    `it is ${describe(value)}`,
    fixOf(wanted, value, name),
  );
}

function describe(value: Located): string {
  if (value.kind === "list") return "a list";
  if (value.kind === "map") return "a map";
  if (value.value === null) return "empty";
  switch (typeof value.value) {
    case "number":
      return `the number ${value.text}`;
    case "boolean":
      return `${value.text}, which YAML reads as true or false`;
    default:
      return `the text "${value.text.slice(0, 60)}"`;
  }
}

function fixOf(wanted: readonly string[], value: Located, name: string): string {
  if (value.kind === "scalar" && value.value === null) return `give ${name} a value, or remove the key`;
  if (wanted.includes("array") && value.kind === "scalar")
    return `put it into brackets: [${JSON.stringify(value.text.slice(0, 60))}]`;
  if (wanted.includes("string") && value.kind === "scalar") return `put it into quotes: "${value.text.slice(0, 60)}"`;
  if (wanted.includes("boolean") && value.kind === "scalar") {
    return `write ${/^(yes|on|y|1)$/i.test(value.text) ? "true" : /^(no|off|n|0)$/i.test(value.text) ? "false" : "true or false, without quotes"}`;
  }
  if (wanted.includes("object")) return "write keys with values below it, indented by two blanks";
  return "see docs/configuration.md for an example";
}

function exampleOfKey(key: string): string {
  switch (key) {
    case "policies":
      return 'write for example policies: [{ domains: ["*.wikipedia.org"] }]';
    case "domains":
      return 'write for example domains: ["*.wikipedia.org"]';
    default:
      return `add ${key}`;
  }
}

/** `policies[1].ports[0]` */
function pathText(path: readonly string[]): string {
  return path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

function nameOf(path: readonly string[]): string {
  return path.length === 0 ? "the file" : pathText(path);
}

function stepOf(step: string): string {
  return step.replace(/~1/g, "/").replace(/~0/g, "~");
}
