import { lookUpServerName } from "../model/envoy/server-names.ts";
import type { MeshModel } from "../model/mesh-model.ts";
import type { Connection } from "./connection.ts";
import type { Verdict } from "./tracer.ts";
import type { NameTable } from "./walk/journey.ts";
import { walk } from "./walk/walk.ts";

/** A connection without the name that is asked about. */
export type NameTemplate = Omit<Connection, "host" | "sni" | "hostHeader" | "address" | "tunnel">;

/** What is known of a rule: one verdict for every name that it takes, or that the names have to be judged one by one. */
interface Rule {
  /** As server names are looked up: `.wikipedia.org` for a wildcard, "" for what no other rule takes. */
  readonly key: string;
  verdict: Verdict | undefined;
  varies: boolean;
}

/**
 * Judges names one by one. Names that meet the same rule of the sidecar mostly go the same way: then the first is followed to its end, and
 * the others take its verdict. They do not where a later listener or map has rules of its own below the sidecar's.
 *
 * @see Tracer.verdicts
 */
export function makeVerdicts(template: NameTemplate, model: MeshModel): (name: string) => Verdict {
  const follow = (name: string) => followName(name, template, model);
  const rules = rulesOf(template, model);
  if (rules === undefined) return (name) => forName(follow(name.toLowerCase()).verdict, name.toLowerCase());
  const inCluster = `.svc.${model.settings.target.meshDomain}`;
  return (asWritten) => {
    const name = asWritten.toLowerCase();
    const rule = lookUpServerName(name, rules);
    if (rule?.verdict !== undefined && !name.endsWith(inCluster)) return forName(rule.verdict, name);
    const { verdict, asked } = follow(name);
    if (rule !== undefined && !rule.varies && !name.endsWith(inCluster)) {
      rule.varies = varies(rule.key, asked);
      if (!rule.varies) rule.verdict = verdict;
    }
    return forName(verdict, name);
  };
}

/** The name itself is no news. */
function forName(verdict: Verdict, name: string): Verdict {
  return verdict.destination === name ? { ...verdict, destination: undefined } : verdict;
}

/** A name by itself is one name. Below a wildcard, a later table may tell names apart. */
function varies(key: string, asked: readonly NameTable[]): boolean {
  // The first table is the sidecar's own: it has chosen the rule.
  const [, ...later] = asked;
  return key === "" ? later.length > 0 : key.startsWith(".") && later.some((table) => table.differsBelow(key));
}

/** The sidecar's rules by look-up key; undefined where something else than the server name decides as well. */
function rulesOf(
  { from, port, protocol, bypassSidecar }: NameTemplate,
  model: MeshModel,
): Map<string, Rule> | undefined {
  const { target, addresses, closedWorld } = model.settings;
  if (protocol !== "tls" || bypassSidecar || target.dnsCapture || addresses.size > 0 || closedWorld) return undefined;
  const proxy = {
    kind: "sidecar",
    namespace: from.namespace,
    name: `${from.namespace}/${from.name}`,
    labels: from.labels,
    serviceAccount: from.serviceAccount,
    dnsCapture: false,
  } as const;
  const met = model.outboundListener(proxy, "", port);
  if (met === undefined || met.listener.fault !== undefined || !met.listener.inspectsTls) return undefined;
  const chains = met.index.byServerName();
  return chains && new Map(["", ...chains.keys()].map((key) => [key, { key, verdict: undefined, varies: false }]));
}

function followName(
  host: string,
  template: NameTemplate,
  model: MeshModel,
): { readonly verdict: Verdict; readonly asked: readonly NameTable[] } {
  const asked: NameTable[] = [];
  const sni = template.protocol === "tls" ? host : "";
  const { outcome, way, endsAt, detail, destination } = walk({
    model,
    connection: { ...template, host, sni, hostHeader: host, address: undefined, tunnel: undefined },
    record: () => {},
    assume: () => {},
    asked: (table) => asked.push(table),
  });
  // A name that was asked for itself is as good as none: then the verdict stands for other names too.
  const dialled = destination?.host === host && asked.length > 0 ? undefined : destination?.host;
  return { verdict: { outcome, way, endsAt, detail, destination: dialled }, asked };
}
