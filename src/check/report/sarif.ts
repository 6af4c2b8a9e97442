import { packageVersion } from "../../package-version.ts";
import type { Finding, Place } from "../finding.ts";
import type { Level, Rule } from "../rule.ts";
import { RULES } from "../rules/registry.ts";
import type { CheckReport } from "../run-check.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;

/** SARIF 2.1.0, as code scanning reads it (https://docs.oasis-open.org/sarif/sarif/v2.1.0). Only the rules that found something are described. */
export function reportSarif({ findings }: CheckReport): string {
  const codes = new Set(findings.map(({ code }) => code));
  const rules = RULES.filter(({ code }) => codes.has(code));
  const numbers = new Map(rules.map(({ code }, index) => [code, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "wildegress", version: packageVersion(), rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => result(finding, numbers.get(finding.code) ?? -1)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor({ code, id, title, why, fix, level, layer }: Rule): object {
  return {
    id: code,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${fix}. wildegress explain ${code} says more.` },
    defaultConfiguration: { level: sarifLevel(level) },
    properties: { tags: [layer] },
  };
}

function result({ code, level, what, why, fix, at, resource, related }: Finding, ruleIndex: number): object {
  const name =
    resource === undefined ? undefined : [resource.kind, resource.namespace, resource.name].filter(Boolean).join("/");
  return {
    ruleId: code,
    ruleIndex,
    level: sarifLevel(level),
    message: { text: `${what}\nwhy: ${why}\nfix: ${fix}` },
    locations: [
      {
        physicalLocation: physicalLocation(at),
        ...(name === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: `${name}:${at.path}`, kind: "resource" }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, id) => ({
            id,
            physicalLocation: physicalLocation(other),
            message: { text: other.words },
          })),
        }),
    partialFingerprints: { "wildegress/v1": [code, at.file, name ?? "", at.path].join("|") },
  };
}

function physicalLocation({ file, line, column, endColumn }: Place): object {
  return {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine: line, startColumn: column, endLine: line, endColumn },
  };
}

/** A file's name as a URI: relative where the file was named so. */
function uriOf(file: string): string {
  const path = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}

function sarifLevel(level: Level): string {
  return LEVELS[level];
}
