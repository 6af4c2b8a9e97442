import { compare } from "../../model/istiod/age.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { PLACE_WORDS } from "../output/words.ts";
import type { DecidedBy, Hop } from "../result.ts";
import { unique } from "./around.ts";
import type { End } from "./end.ts";
import { explain, type Protocol } from "./judge.ts";
import { portTexts } from "./port-texts.ts";
import type { PortClass } from "./ports.ts";
import { privateAnswers } from "./private-answers.ts";
import type { Covered, ReachedLine, UnknownLine } from "./report.ts";
import type { Finding } from "./survey.ts";

type Line = ReachedLine | UnknownLine;

/** Puts findings that differ in port and protocol only into one line, and adds what opens them. */
export function toLines(
  findings: readonly Finding[],
  ports: readonly PortClass[],
  proxy: MeshProxy,
  model: MeshModel,
): { readonly reached: readonly ReachedLine[]; readonly unknown: readonly UnknownLine[] } {
  const groups = new Map<string, Line & { readonly at: Map<string, Set<Protocol>> }>();
  for (const finding of findings) {
    const line = lineOf(finding, proxy, model);
    const key = JSON.stringify({ ...line, openedBy: [], networkPolicies: [], decidedBy: [] });
    const known = groups.get(key);
    const at = known?.at ?? new Map<string, Set<Protocol>>();
    at.set(finding.port.text, (at.get(finding.port.text) ?? new Set()).add(finding.protocol));
    groups.set(key, { ...(known === undefined ? line : joined(known, line)), at });
  }
  const lines = [...groups.values()].flatMap(({ at, ...line }) => byProtocols(line, at, ports));
  const sorted = lines.sort(inOrder);
  return {
    reached: sorted.filter((line) => "way" in line),
    unknown: sorted.filter((line) => "says" in line),
  };
}

/** One line for each set of protocols: a line must hold for all its ports in all its protocols. */
function byProtocols(line: Line, at: ReadonlyMap<string, ReadonlySet<Protocol>>, ports: readonly PortClass[]): Line[] {
  const sets = new Map<string, { protocols: readonly Protocol[]; ports: string[] }>();
  for (const [port, protocols] of at) {
    const key = [...protocols].join(" ");
    const known = sets.get(key) ?? { protocols: [...protocols], ports: [] };
    known.ports.push(port);
    sets.set(key, known);
  }
  return [...sets.values()].map((set) => ({ ...line, protocols: set.protocols, ports: portTexts(set.ports, ports) }));
}

function joined(one: Line, other: Line): Line {
  if ("way" in one && "way" in other) {
    const openedBy = unique([...one.openedBy, ...other.openedBy]);
    return { ...one, openedBy, networkPolicies: unique([...one.networkPolicies, ...other.networkPolicies]) };
  }
  if ("says" in one && "says" in other) return { ...one, decidedBy: unique([...one.decidedBy, ...other.decidedBy]) };
  return one;
}

function lineOf(finding: Finding, proxy: MeshProxy, model: MeshModel): Line {
  const { name, end, asking, example, address } = finding;
  const inCluster = `.svc.${model.settings.target.meshDomain}`;
  const covered: Covered = {
    name,
    except: finding.except
      .filter((one) => !one.name.endsWith(inCluster))
      .map((one) => ({ name: one.name, says: endWords(one.end) })),
    address: address.text,
    exceptAddresses: finding.exceptAddresses,
    ports: [],
    protocols: [],
  };
  const path = end.kind === "reached" ? (end.paths?.[0] ?? "/") : "/";
  const places = placesOf(explain(example, path, asking, model));
  if (end.kind !== "reached")
    return { ...covered, says: end.kind === "unknown" ? end.says : "", decidedBy: places.openedBy };
  const { way, addressChosenBy, host, port, tlsOriginated, paths } = end;
  const elsewhere = host !== undefined || port !== asking.port;
  return {
    ...covered,
    ...{ way, addressChosenBy, destination: elsewhere ? { host, port } : undefined, tlsOriginated },
    privateAnswers: privateAnswers(example, end, asking, proxy, model),
    paths,
    ...places,
  };
}

function placesOf(hops: readonly Hop[]): { openedBy: DecidedBy[]; networkPolicies: DecidedBy[] } {
  const places = hops
    .filter((hop, index) => hop.at !== "client" && !isForAllHosts(hop, hops[index + 1]))
    .flatMap(({ decidedBy }) => decidedBy ?? []);
  const isPolicy = ({ kind }: DecidedBy) => kind === "NetworkPolicy";
  return { openedBy: unique(places.filter((one) => !isPolicy(one))), networkPolicies: unique(places.filter(isPolicy)) };
}

/** A sidecar's chain of plain HTTP is there for whichever service came first; what lets a request out is its virtual host. */
function isForAllHosts({ at, stage }: Hop, next: Hop | undefined): boolean {
  return at === "sidecar" && stage === "filter-chain" && next?.stage === "virtual-host";
}

function endWords(end: End): string {
  if (end.kind === "reached") return `goes by ${end.way}${end.host === undefined ? "" : ` to ${end.host}`}`;
  if (end.kind === "blocked") return `blocked at the ${PLACE_WORDS[end.at]}`;
  return end.kind === "inside" ? "stays in the mesh" : "unknown";
}

/** Any name first, then by name, address and port. */
function inOrder(one: Line, other: Line): number {
  const key = ({ name, address, ports }: Line) => [
    name === "*" ? "" : name.replace(/^\*/, ""),
    address,
    ports.join(" "),
  ];
  const [first, second] = [key(one), key(other)];
  for (const [index, text] of first.entries()) {
    const order = compare(text, second[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}
