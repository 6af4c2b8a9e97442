import { PLACE_WORDS, placeInFile, resourceWords } from "../../output/words.ts";
import type { DecidedBy, Way } from "../../result.ts";
import type { AroundLine, Covered, ReachedLine, ReachReport, UnknownLine } from "../report.ts";

/** One line of the report, in words. */
export interface Row {
  readonly to: string;
  readonly port: string;
  readonly protocol: string;
  readonly chosenBy: string;
  readonly privateAnswers: string;
  readonly openedBy: readonly string[];
  /** What must be said besides. */
  readonly notes: readonly string[];
}

export const HEADS = ["to", "port", "protocol", "address chosen by", "private answers", "opened by"] as const;

/** In the order in which ways are told: what nothing stands in the way of first. */
const WAYS: readonly Way[] = ["nothing between", "sidecar", "gateway", "gateway and SNI proxy"];

/** Lines by their way; ways that nothing takes are left out. */
export function rowsByWay({ reached }: ReachReport): { readonly way: Way; readonly rows: readonly Row[] }[] {
  return WAYS.map((way) => ({ way, rows: reached.filter((line) => line.way === way).map(rowOf) })).filter(
    ({ rows }) => rows.length > 0,
  );
}

export function wayTitle(way: Way): string {
  return way === "sidecar" ? "Straight from the sidecar" : `Through ${way.replace("gateway", "the egress gateway")}`;
}

function rowOf(line: ReachedLine): Row {
  const { addressChosenBy, privateAnswers, openedBy, networkPolicies, destination, tlsOriginated, paths } = line;
  return {
    ...coveredWords(line),
    chosenBy: addressChosenBy === "client" ? "client, which can lie" : PLACE_WORDS[addressChosenBy],
    privateAnswers: privateAnswers ?? "fixed address",
    openedBy: openedBy.length === 0 ? ["Istio's default"] : openedBy.map(placeWords),
    notes: [
      ...(destination === undefined ? [] : [`ends at ${destination.host ?? "the name"}, port ${destination.port}`]),
      ...(tlsOriginated ? ["the last proxy speaks TLS of its own (TLS origination)"] : []),
      ...(paths === undefined ? [] : [`only paths ${paths.join(", ")}`]),
      ...exceptions(line),
      ...networkPolicies.map((place) => `let out by ${placeWords(place)}`),
    ],
  };
}

/** What stands for the address of a Service or host that was never in a cluster. */
const STAND_IN = /^(cluster-ip|address)-of-/;

export function coveredWords(line: Covered): Pick<Row, "to" | "port" | "protocol"> {
  const { name, address, ports, protocols } = line;
  return {
    to: isTcp(line) && name === "*" ? (addressWords(address) ?? "every address") : namesAt(line),
    port: portWords(ports),
    protocol: protocols.length === 3 ? "any" : protocols.map((one) => one.toUpperCase()).join(", "),
  };
}

function isTcp({ protocols }: Covered): boolean {
  return protocols.every((one) => one === "tcp");
}

function namesAt({ name, address }: Covered): string {
  const at = addressWords(address);
  const names = name === "*" ? (at === undefined ? "every name" : "anything") : name === "" ? "no server name" : name;
  return at === undefined ? names : `${names} at ${at}`;
}

/** undefined: whatever the name resolves to. */
function addressWords(address: string): string | undefined {
  if (address === "") return undefined;
  if (address === "*") return "any address of its choice";
  return address.replace(STAND_IN, "the address of ");
}

export function portWords(ports: readonly string[]): string {
  return ports.map((port) => (port === "*" ? "every" : port === "other" ? "every other" : port)).join(", ");
}

export function exceptions({ except, exceptAddresses }: Covered): string[] {
  return [
    ...except.map(({ name, says }) => `except ${name === "" ? "without a server name" : name} (${says})`),
    ...(exceptAddresses.length === 0
      ? []
      : [`not at ${exceptAddresses.map((one) => addressWords(one) ?? "").join(", ")}`]),
  ];
}

export function placeWords(place: DecidedBy): string {
  return `${resourceWords(place)} (${placeInFile(place)})`;
}

export function unknownWords(line: UnknownLine): {
  readonly to: string;
  readonly says: string;
  readonly places: readonly string[];
} {
  const { to, port, protocol } = coveredWords(line);
  return {
    to: `${to}, ${/^every/.test(port) ? `${port} port` : `port ${port}`}, ${protocol === "any" ? "any protocol" : protocol}`,
    says: [line.says, ...exceptions(line)].join("; "),
    places: line.decidedBy.map(placeWords),
  };
}

/** What a client reaches that goes around its sidecar, in sentences. */
export function aroundWords({ around: { reached, gateways, networkPolicies } }: ReachReport): string[] {
  const open = reached.find(
    ({ address, ports, outcome }) => address === "" && ports.join() === "*" && outcome === "reached",
  );
  const policies =
    networkPolicies.length === 0
      ? "no NetworkPolicy that was read holds it back"
      : `held back by ${networkPolicies.map(placeWords).join(", ")}`;
  const first =
    open !== undefined && reached.length === 1
      ? `everything: every name and address on every port; ${policies}`
      : reached.length === 0
        ? `no address outside; ${policies}`
        : `${reached.map(aroundLine).join("; ")}; ${policies}`;
  const knocks =
    gateways.length === 0
      ? []
      : [`gateways at whose door it may knock, where their own lists hold: ${gateways.join(", ")}`];
  return [first, ...knocks];
}

function aroundLine({ address, ports, outcome }: AroundLine): string {
  const where = address === "" ? "every public address" : address;
  return `${where} on ${ports.join() === "*" ? "every port" : `port ${portWords(ports)}`}${outcome === "unknown" ? " (unknown)" : ""}`;
}
