import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { validateConfig } from "./config-schema.ts";
import { fileReader, toggleOf } from "./file-reader.ts";
import type { Located, LocatedMap } from "./located.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { PolicyRequest, Request } from "./request.ts";
import { missingKey } from "./schema-error.ts";
import { type InputIo, readTextInput } from "./text-input.ts";
import { defined, readGateway, readHarden, readMesh, readPolicySettings } from "./value-reader.ts";

/**
 * Reads wildegress.yaml, or standard input for "-". Every value keeps its line and column.
 *
 * @throws DiagnosticError when the file cannot be read, is not YAML, or does not follow schemas/wildegress.schema.json
 */
export async function requestFromFile(name: string, io: InputIo): Promise<Request> {
  const at: Origin = { kind: "flag", flag: "--file", value: name };
  const text = await readTextInput(name, at, io);
  return await requestFromText(text, name === "-" ? "<stdin>" : name);
}

/** The same for text that is in memory; `file` is its name in messages. */
export async function requestFromText(text: string, file: string): Promise<Request> {
  const root = await parseYaml(text, file);
  const problems = await validateConfig(root);
  if (problems.length > 0) throw new DiagnosticError(...problems);
  // A file may have settings of check alone, but then there is nothing to ask for.
  if (!asMap(root).entries.has("policies")) throw new DiagnosticError(missingKey("policies", root));
  return requestOf(asMap(root));
}

function requestOf(root: LocatedMap): Request {
  const reader = fileReader(root);
  const gateway = root.entries.get("gateway")?.value;
  const harden = root.entries.get("harden")?.value;
  const defaults = readPolicySettings(reader);
  return {
    ...readMesh(reader),
    ...defined({
      gateway: gateway === undefined ? undefined : readGateway(fileReader(asMap(gateway))),
      harden:
        harden === undefined
          ? undefined
          : readHarden(fileReader(harden.kind === "map" ? harden : EMPTY), toggleOf(harden)),
      defaults: Object.keys(defaults).length > 0 ? defaults : undefined,
    }),
    policies: policiesOf(root.entries.get("policies")?.value),
  };
}

function policiesOf(found: Located | undefined): PolicyRequest[] {
  if (found?.kind !== "list") return [];
  return found.items.map((item) => {
    const reader = fileReader(asMap(item));
    return {
      at: item.at,
      ...readPolicySettings(reader),
      ...defined({ name: reader.text("name") }),
      domains: reader.list("domains") ?? [],
    };
  });
}

const EMPTY: LocatedMap = { kind: "map", at: { kind: "default" }, entries: new Map() };

/** The schema has made sure that it is one. */
function asMap(value: Located): LocatedMap {
  return value.kind === "map" ? value : EMPTY;
}
