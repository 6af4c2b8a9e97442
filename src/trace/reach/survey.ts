import { endingIn } from "../../model/envoy/name-patterns.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { ipVersion } from "../../plan/addresses.ts";
import type { Client } from "../connection.ts";
import { nameTable } from "../walk/name-table.ts";
import { type AddressClass, ANY_ADDRESS, addressClasses, OWN_CHOICE } from "./addresses.ts";
import { type End, endKey, type Reached } from "./end.ts";
import { type Asking, judgeName, type Protocol } from "./judge.ts";
import { differences, isTouched, linesOf, type NameLine } from "./lines.ts";
import { ANY, type Cell, isBelow, nameCells } from "./name-cells.ts";
import type { PortClass } from "./ports.ts";

/** Names that come to one end, on one port, in one protocol, dialled at one class of addresses. */
export interface Finding extends NameLine {
  readonly address: AddressClass;
  readonly port: PortClass;
  readonly protocol: Protocol;
  readonly asking: Asking;
  /** Where the client may dial any address: those that go another way. */
  readonly exceptAddresses: readonly string[];
}

const PROTOCOLS: readonly Protocol[] = ["tls", "http", "tcp"];

/** All that leads out of the mesh on a port, or may. */
export function surveyPort(port: PortClass, client: Client, proxy: MeshProxy, model: MeshModel): Finding[] {
  const classes = addressClasses(proxy, port.example, model);
  return PROTOCOLS.flatMap((protocol) => surveyProtocol(port, protocol, classes, client, proxy, model));
}

function surveyProtocol(
  port: PortClass,
  protocol: Protocol,
  classes: readonly AddressClass[],
  client: Client,
  proxy: MeshProxy,
  model: MeshModel,
): Finding[] {
  const [any, ...others] = classes.map((address) => {
    const asking: Asking = { from: client, port: port.example, protocol, address: address.example, around: undefined };
    const seeds = seedsFor(asking, proxy, model);
    return { address, asking, cells: nameCells((name, pattern) => judgeName(name, pattern, asking, model), seeds) };
  });
  if (any === undefined) return [];
  const ends = fixedEnds(any.cells);
  const differing = new Map(others.map((one) => [one, differences(any.cells, one.cells)]));
  const otherwiseAt = (line: NameLine) =>
    others
      .filter(({ address }) => address !== OWN_CHOICE && !address.inCluster)
      .filter((one) => isTouched(line, differing.get(one) ?? [], any.cells))
      .map(({ address }) => address.text);
  const finding = (line: NameLine, { address, asking }: typeof any): Finding => ({
    ...line,
    ...{ address, port, protocol, asking },
    exceptAddresses: line.end.kind === "reached" && mayDialAny(line.end, address) ? otherwiseAt(line) : [],
  });
  const own = linesOf(any.cells)
    .filter((line) => !isAddressOf(line, ends))
    .map((line) => finding(line, any));
  // A line that leaves an address out says nothing of it.
  const leftOut = ({ name }: NameLine, text: string) =>
    own.some((line) => line.exceptAddresses.includes(text) && (line.name === name || isBelow(name, line.name)));
  const at = others.flatMap((one) =>
    linesOf(one.cells)
      .filter((line) => leftOut(line, one.address.text) || isTouched(line, differing.get(one) ?? [], one.cells))
      .filter(({ end }) => !ends.has(fixedKey(end, "") ?? ""))
      .map((line) => finding(line, one)),
  );
  return [...own, ...at].filter(({ end }) => end.kind === "reached" || end.kind === "unknown");
}

function mayDialAny({ addressChosenBy }: Reached, address: AddressClass): boolean {
  return addressChosenBy === "client" && (address === ANY_ADDRESS || address === OWN_CHOICE);
}

/** Names that decide where a client's look-up ends, before any proxy is met. */
function seedsFor({ port, protocol, address }: Asking, proxy: MeshProxy, model: MeshModel): string[] {
  const nameless = protocol === "tls" ? [""] : [];
  if (address !== undefined) return nameless;
  const services = new Set(
    model
      .scope(proxy)
      .listeners.flatMap((listener) =>
        listener.services
          .filter(({ ports }) => ports.some(({ number }) => number === port))
          .map(({ hostname }) => hostname),
      ),
  );
  const named = nameTable(proxy, model)
    .all()
    .map(({ hostname }) => hostname);
  const inCluster = `.svc.${model.settings.target.meshDomain}`;
  return [
    ...nameless,
    ...named
      .filter((host) => services.has(host) || !host.endsWith(inCluster))
      .flatMap((host) => (host.startsWith("*") ? endingIn(host.slice(1)) : [host])),
    ...model.settings.addresses.keys(),
  ];
}

/** Servers that the manifests name, and the way there: who reaches them by name is not told of each address that leads there too. */
function fixedEnds(cells: ReadonlyMap<string, Cell<End>>): ReadonlySet<string> {
  return new Set(
    [...cells.values()]
      .filter(({ pattern }) => ipVersion(pattern) === 0)
      .flatMap(({ pattern, value }) => fixedKey(value, pattern) ?? []),
  );
}

function fixedKey(end: End, pattern: string): string | undefined {
  if (end.kind !== "reached") return undefined;
  const host = end.host ?? pattern;
  return host === "" || host.startsWith(ANY) ? undefined : endKey({ ...end, host });
}

/** A Host that is an address of a service which is known by name as well, or one that only the mesh knows. */
function isAddressOf({ name, end }: NameLine, ends: ReadonlySet<string>): boolean {
  return ipVersion(name) !== 0 && ends.has(fixedKey(end, "") ?? "");
}
