import { CLEAN_NAME } from "../../nginx/clean-name.ts";
import type { Arg } from "../../nginx/directive.ts";
import { type ParsedDirective, parseConf } from "../../nginx/parse-conf.ts";
import { NamePatterns, type NameTable } from "../envoy/name-patterns.ts";
import type { FieldRef } from "../world/config-object.ts";
import { type ConfMap, lookUpMap, readMap } from "./map.ts";

/** A `server` of nginx's stream module that reads the server name and passes the connection on. */
export interface NginxServer {
  readonly address: string;
  readonly port: number;
  readonly preread: boolean;
  readonly maps: ReadonlyMap<string, ConfMap>;
  readonly proxyPass: Arg;
  readonly ref: FieldRef;
  /** Line of its `proxy_pass` inside the conf, from 1. */
  readonly line: number;
}

/** Where nginx sends a connection, and by which line of its conf. */
export type NginxDecision =
  | {
      readonly kind: "dials";
      readonly host: string;
      readonly port: number;
      readonly map: string;
      readonly line: number;
    }
  | { readonly kind: "refuses"; readonly map: string; readonly line: number }
  | { readonly kind: "unknown"; readonly says: string };

/** The servers of a conf. What cannot be read as nginx's syntax has none. @param ref where the text of the conf stands */
export function nginxServers(text: string, ref: FieldRef): NginxServer[] {
  let directives: readonly ParsedDirective[];
  try {
    directives = parseConf(text);
  } catch {
    return [];
  }
  const stream = directives.find(({ name }) => name === "stream")?.block ?? [];
  const maps = new Map(
    stream.filter(({ name }) => name === "map").map((one) => [variableName(one.args[1]), readMap(one)]),
  );
  return stream
    .filter(({ name }) => name === "server")
    .flatMap(({ block = [] }) => {
      const one = (wanted: string) => block.find(({ name }) => name === wanted);
      const listen = textOf(one("listen")?.args[0]);
      const proxyPass = one("proxy_pass");
      if (proxyPass?.args[0] === undefined || listen === undefined) return [];
      const { address, port } = splitListen(listen);
      const preread = textOf(one("ssl_preread")?.args[0]) === "on";
      return [{ address, port, preread, maps, proxyPass: proxyPass.args[0], ref, line: proxyPass.line }];
    });
}

/** `127.0.0.1:20000`, or a port alone, which is every address. */
function splitListen(listen: string): { address: string; port: number } {
  const colon = listen.lastIndexOf(":");
  if (colon < 0) return { address: "0.0.0.0", port: Number(listen) };
  return { address: listen.slice(0, colon), port: Number(listen.slice(colon + 1)) };
}

/** What a server does with a connection of a server name; "" is none. */
export function decide(server: NginxServer, serverName: string): NginxDecision {
  const trail = { map: "", line: server.line };
  const target = value(server.proxyPass, server, server.preread ? serverName : "", trail, 0);
  if (target === undefined) return { kind: "unknown", says: "its proxy_pass uses something that is not modelled" };
  if (target === "") return { kind: "refuses", ...trail };
  const colon = target.lastIndexOf(":");
  if (colon < 0) return { kind: "unknown", says: `its proxy_pass gives "${target}", which is no address with a port` };
  return { kind: "dials", host: target.slice(0, colon), port: Number(target.slice(colon + 1)), ...trail };
}

const DEEPEST = 20;

/** A word with its variables put in; the last map that gave a value is kept, for people. */
function value(
  arg: Arg,
  server: NginxServer,
  serverName: string,
  trail: { map: string; line: number },
  depth: number,
): string | undefined {
  if (typeof arg === "string") return arg;
  if (arg.kind === "pattern" || depth > DEEPEST) return undefined;
  if (arg.kind === "concat") {
    const parts = arg.parts.map((part) => value(part, server, serverName, trail, depth + 1));
    return parts.includes(undefined) ? undefined : parts.join("");
  }
  if (arg.name === "ssl_preread_server_name") return serverName;
  const map = server.maps.get(arg.name);
  if (map === undefined) return undefined;
  const source = value(map.source, server, serverName, trail, depth + 1);
  const entry = source === undefined ? undefined : lookUpMap(map, source);
  if (entry === undefined) return undefined;
  trail.map = arg.name;
  trail.line = entry.line;
  return value(entry.value, server, serverName, trail, depth + 1);
}

function variableName(arg: Arg | undefined): string {
  return typeof arg === "object" && arg.kind === "variable" ? arg.name : "";
}

function textOf(arg: Arg | undefined): string | undefined {
  return typeof arg === "string" ? arg : undefined;
}

const tables = new WeakMap<NginxServer, NameTable>();

/** By what a server's maps tell names apart. An expression may tell any two apart; that of our own conf lets every DNS name pass. */
export function namesOf(server: NginxServer): NameTable {
  const known = tables.get(server);
  if (known !== undefined) return known;
  const maps = [...server.maps.values()];
  const patterns = maps.flatMap(({ exact, suffixes }) => [
    ...exact.keys(),
    ...[...suffixes.keys()].map((one) => `*${one}`),
  ]);
  const odd = maps.some((map) => map.prefixes.size > 0 || map.patterns.some(({ text }) => text !== `~${CLEAN_NAME}`));
  const table = new NamePatterns(patterns, odd ? "an expression in a map of nginx" : undefined);
  tables.set(server, table);
  return table;
}
