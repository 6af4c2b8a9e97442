import { type NginxServer, nginxServers } from "../../model/nginx/sni-proxy.ts";
import type { ConfigObject, FieldPlace, FieldRef } from "../../model/world/config-object.ts";
import type { World } from "../../model/world/world.ts";
import { type ParsedDirective, parseConf } from "../../nginx/parse-conf.ts";

/** A conf of nginx whose servers read server names. */
export interface ConfText {
  /** A file of its own, or the ConfigMap. */
  readonly object: ConfigObject;
  readonly directives: readonly ParsedDirective[];
  readonly servers: readonly NginxServer[];
  /** A directive, as a field that a finding can point at. */
  at(directive: Pick<ParsedDirective, "line" | "column">): FieldRef;
}

/** Reads the syntax of nginx. @throws DiagnosticError `nginx-syntax` */
export function confOfFile(file: string, text: string): ConfText {
  const directives = parseConf(text, file);
  const object: ConfigObject = {
    apiVersion: "",
    kind: "nginx conf",
    name: file.split(/[\\/]/).at(-1) ?? file,
    namespace: "",
    labels: {},
    annotations: {},
    created: "",
    spec: {},
    value: {},
    locate: ([line = 1, column = 1]): FieldPlace => ({
      kind: "file",
      file,
      line: Number(line),
      column: Number(column),
      endColumn: Number(column) + 1,
      field: [],
    }),
  };
  return {
    object,
    directives,
    servers: nginxServers(text, { object, path: [] }),
    at: ({ line, column }) => ({ object, path: [line, column] }),
  };
}

/** Confs in ConfigMaps. What is no conf of nginx, or has no server that reads server names, is none. */
export function confsIn(world: World): ConfText[] {
  return world.of("ConfigMap").flatMap((object) => {
    const data = object.value.data as Readonly<Record<string, unknown>> | undefined;
    return Object.entries(data ?? {}).flatMap(([key, text]) => {
      if (typeof text !== "string" || !readsServerNames(text)) return [];
      const conf = confOfText(text);
      if (conf === undefined) return [];
      const path = ["data", key];
      const servers = nginxServers(text, { object, path });
      return [{ object, directives: conf, servers, at: ({ line, column }) => insideText(object, path, line, column) }];
    });
  });
}

/** Whether a text may be the conf of an SNI proxy. */
export function readsServerNames(text: string): boolean {
  return /\bssl_preread\b/.test(text);
}

/** The directives of a name, at any depth. */
export function* directivesNamed(directives: readonly ParsedDirective[], name: string): Generator<ParsedDirective> {
  for (const directive of directives) {
    if (directive.name === name) yield directive;
    if (directive.block !== undefined) yield* directivesNamed(directive.block, name);
  }
}

function confOfText(text: string): readonly ParsedDirective[] | undefined {
  try {
    return parseConf(text);
  } catch {
    return undefined;
  }
}

/** In a block of text (`key: |`) the conf begins on the line after the key's. Of other forms the text's beginning is pointed at. */
function insideText(object: ConfigObject, path: readonly string[], line: number, column: number): FieldRef {
  const begin = object.locate(path);
  const inside: ConfigObject = {
    ...object,
    locate: () => ({ ...begin, line: begin.line + line, column, endColumn: column + 1, field: path }),
  };
  return { object: inside, path };
}
