import { DomainIndex } from "../../model/envoy/virtual-hosts.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { authority } from "../ask/connection-asked.ts";
import type { Client, Connection, Tunnel } from "../connection.ts";
import type { Hop } from "../result.ts";
import { INSIDE_MESH } from "../walk/gateway-step.ts";
import type { Ending, NameTable } from "../walk/journey.ts";
import { walk } from "../walk/walk.ts";
import { type End, endKey, type Reached } from "./end.ts";
import type { Judged } from "./name-cells.ts";

export type Protocol = Connection["protocol"];

/** What is dialled, but for the name. */
export interface Asking {
  readonly from: Client;
  readonly port: number;
  readonly protocol: Protocol;
  /** undefined: what the name resolves to. */
  readonly address: string | undefined;
  /** Around the sidecar, by a tunnel to a gateway or straight out. */
  readonly around: "straight" | Tunnel | undefined;
}

const ROOT_PATH = "/";
/** What a client dials that names nothing. */
const NAMELESS = "no-name.invalid";

/** Follows a name to its end. A pattern in place of one name must not hang on what one name cannot stand for. */
export function judgeName(name: string, pattern: string, asking: Asking, model: MeshModel): Judged<End> {
  const { end, tables } = follow(name, ROOT_PATH, asking, model);
  const otherwise = pattern.startsWith("*")
    ? tables.find((table) => table.otherwise !== undefined)?.otherwise
    : undefined;
  if (otherwise !== undefined && end.kind !== "inside") {
    return {
      value: {
        kind: "unknown",
        says: `${otherwise} tells names apart, and this report follows only whole names and endings`,
      },
      tables,
    };
  }
  return { value: asking.protocol === "http" ? overPaths(name, end, tables, asking, model) : end, tables };
}

/** Routes of HTTP may ask for more than the host: the paths that they name are tried, the rest cannot be. */
function overPaths(name: string, first: End, tables: readonly NameTable[], asking: Asking, model: MeshModel): End {
  const routes = tables.flatMap((table) => (table instanceof DomainIndex ? (table.find(name)?.routes ?? []) : []));
  const paths = [...new Set(routes.flatMap(({ conditions }) => conditions.paths))].filter((path) => path !== ROOT_PATH);
  const others = routes.some(({ conditions }) => conditions.others);
  if (paths.length === 0 && !others) return first;
  const ends = [
    { path: ROOT_PATH, end: first },
    ...paths.map((path) => ({ path, end: follow(name, path, asking, model).end })),
  ];
  const keys = new Set(ends.map(({ end }) => endKey(end)));
  if (others && !(keys.size === 1 && first.kind === "reached")) {
    return {
      kind: "unknown",
      says: "its routes ask for methods, headers or expressions, which this report does not try",
    };
  }
  if (keys.size === 1) return first;
  const reached = ends.flatMap(({ path, end }) => (end.kind === "reached" ? [{ path, end }] : []));
  const [one] = reached;
  if (one === undefined) return first.kind === "unknown" ? first : (ends.flatMap(unknownOnPath)[0] ?? first);
  if (new Set(reached.map(({ end }) => endKey(end))).size > 1) {
    return {
      kind: "unknown",
      says: `its paths lead to several ends (${reached.map(({ path }) => path).join(", ")}): trace them one by one`,
    };
  }
  const end: Reached = { ...one.end, paths: reached.map(({ path }) => path) };
  return end;
}

function unknownOnPath({ path, end }: { path: string; end: End }): End[] {
  return end.kind === "unknown" ? [{ kind: "unknown", says: `on path ${path}: ${end.says}` }] : [];
}

function follow(
  name: string,
  path: string,
  asking: Asking,
  model: MeshModel,
): { end: End; tables: readonly NameTable[] } {
  const tables: NameTable[] = [];
  const ending = walk({
    model,
    connection: connectionFor(name, path, asking),
    record: () => {},
    assume: () => {},
    asked: (table) => tables.push(table),
  });
  return { end: endOf(ending, name), tables };
}

/** How one connection goes, hop by hop. */
export function explain(name: string, path: string, asking: Asking, model: MeshModel): readonly Hop[] {
  const hops: Hop[] = [];
  walk({
    model,
    connection: connectionFor(name, path, asking),
    record: (hop) => hops.push(hop()),
    assume: () => {},
    asked: () => {},
  });
  return hops;
}

export function connectionFor(
  name: string,
  path: string,
  { from, port, protocol, address, around }: Asking,
): Connection {
  return {
    from,
    host: name === "" ? NAMELESS : name,
    port,
    protocol,
    sni: protocol === "tls" ? name : "",
    hostHeader: protocol === "tcp" || name === "" ? "" : authority(name, port),
    path,
    address,
    bypassSidecar: around !== undefined,
    tunnel: around === "straight" ? undefined : around,
  };
}

function endOf({ outcome, way, endsAt, detail, says, destination }: Ending, name: string): End {
  if (outcome === "unknown") {
    if (detail === INSIDE_MESH) return { kind: "inside" };
    return { kind: "unknown", says: name === "" ? says : says.replaceAll(name, "the name") };
  }
  if (outcome === "blocked" || destination === undefined) return { kind: "blocked", at: endsAt };
  const { host, port, tlsOriginated, addressChosenBy } = destination;
  const asked = host === name || host === NAMELESS;
  return {
    ...{ kind: "reached", way, addressChosenBy, host: asked ? undefined : host, port, tlsOriginated },
    paths: undefined,
  };
}
