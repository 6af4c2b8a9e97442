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
  return (asWritten) => {
    const name = hasUpperCase(asWritten) ? asWritten.toLowerCase() : asWritten;
    const rule = rules.find(name);
    const { verdict } = rule;
    if (verdict !== undefined) return verdict.destination === undefined ? verdict : forName(verdict, name);
    const followed = follow(name);
    if (!rule.varies) {
      rule.varies = varies(rule.key, followed.asked);
      if (!rule.varies) rule.verdict = followed.verdict;
    }
    return forName(followed.verdict, name);
  };
}

/** toLowerCase takes as long as the whole look-up, and names are written in lower case. */
function hasUpperCase(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 65 && code <= 90) || code > 127) return true;
  }
  return false;
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
function rulesOf({ from, port, protocol, bypassSidecar }: NameTemplate, model: MeshModel): Rules | undefined {
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
  if (chains === undefined) return undefined;
  // Services of the cluster have addresses of their own, which lead to other listeners.
  const inCluster = `.svc.${target.meshDomain}`;
  // Written anew: a key that is a slice of another string is compared more slowly.
  const keys = JSON.parse(JSON.stringify([inCluster, ...chains.keys()])) as string[];
  return new Rules(keys.map((key) => ({ key, verdict: undefined, varies: key.endsWith(inCluster) })));
}

/** The same look-up as lookUpServerName, without the steps that these rules do not need: it is all that a table of names waits for. */
class Rules {
  private readonly exact: ReadonlyMap<string, Rule>;
  private readonly wildcards: ReadonlyMap<string, Rule>;
  private readonly any: Rule;

  constructor(rules: readonly Rule[]) {
    const entries = rules.map((rule) => [rule.key, rule] as const);
    this.wildcards = new Map(entries.filter(([key]) => key.startsWith(".")));
    this.exact = new Map(entries.filter(([key]) => key !== "" && !key.startsWith(".")));
    this.any = rules.find(({ key }) => key === "") ?? { key: "", verdict: undefined, varies: false };
  }

  find(name: string): Rule {
    const own = this.exact.size > 0 ? this.exact.get(name) : undefined;
    if (own !== undefined) return own;
    for (let dot = name.indexOf(".", 1); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const rule = this.wildcards.get(name.slice(dot));
      if (rule !== undefined) return rule;
    }
    return this.any;
  }
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
