import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { validateConfig } from "./config-schema.ts";
import { fileReader } from "./file-reader.ts";
import type { Located, LocatedMap } from "./located.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Sourced } from "./request.ts";
import { type InputIo, readTextInput } from "./text-input.ts";

/** What wildegress.yaml says of `check`. */
export interface CheckSettings {
  readonly istio?: Sourced<string> | undefined;
  readonly only?: readonly Sourced<string>[] | undefined;
  readonly failOn?: Sourced<string> | undefined;
  readonly baseline?: Sourced<string> | undefined;
  /** Rules by code or name, each with its level. */
  readonly rules: readonly { readonly rule: string; readonly level: string; readonly at: Origin }[];
}

export const NO_CHECK_SETTINGS: CheckSettings = { rules: [] };

/**
 * Reads `istio` and `check` of wildegress.yaml.
 *
 * @param at the flag that named the file
 * @throws DiagnosticError when the file cannot be read, is not YAML, or does not follow schemas/wildegress.schema.json
 */
export async function readCheckSettings(name: string, at: Origin, io: InputIo): Promise<CheckSettings> {
  const root = await parseYaml(await readTextInput(name, at, io), name);
  const problems = await validateConfig(root);
  if (problems.length > 0) throw new DiagnosticError(...problems);
  const check = entry(root, "check");
  const reader = check === undefined ? undefined : fileReader(check);
  const rules = check === undefined ? undefined : entry(check, "rules");
  return {
    istio: root.kind === "map" ? fileReader(root).text("istio") : undefined,
    only: reader?.list("only"),
    failOn: reader?.text("failOn"),
    baseline: reader?.text("baseline"),
    rules: [...(rules?.entries ?? [])].map(([rule, { keyAt, value }]) => ({
      rule,
      level: value.kind === "scalar" ? value.text : "",
      at: keyAt,
    })),
  };
}

function entry(map: Located, key: string): LocatedMap | undefined {
  const value = map.kind === "map" ? map.entries.get(key)?.value : undefined;
  return value?.kind === "map" ? value : undefined;
}
