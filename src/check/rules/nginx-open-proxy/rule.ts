import { decide, type NginxServer } from "../../../model/nginx/sni-proxy.ts";
import type { ParsedDirective } from "../../../nginx/parse-conf.ts";
import type { ConfText } from "../../mesh/conf-text.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";

/** Names that no list has: if they are dialled, all are. */
const FOREIGN = ["wildegress-probe.example", "169.254.169.254", "kubernetes.default.svc.cluster.local"];

export const nginxOpenProxy: MeshRule = {
  code: "WE0400",
  id: "nginx-open-proxy",
  layer: "security",
  level: "error",
  title: "an nginx that goes wherever a client's SNI says",
  why: "whoever reaches it reaches every name and address that it can: other sites, the cluster's own services, the cloud's metadata server",
  fix: 'send through two maps: one that lets plain DNS names pass, and one with hostnames, the names that are meant, and default ""; wildegress nginx prints such a conf',
  kinds: ["/ConfigMap"],
  *meshProblems({ confs }) {
    for (const conf of confs) for (const server of conf.servers) yield* problemsOf(server, conf);
  },
};

function* problemsOf(server: NginxServer, conf: ConfText): Generator<MeshProblem> {
  for (const name of FOREIGN) {
    const line = dials(server, name);
    if (line === undefined) continue;
    yield { at: place(line, conf), says: `any name is dialled, ${name} too` };
    return;
  }
  for (const name of spoiltNames(server)) {
    const line = dials(server, name);
    if (line === undefined) continue;
    yield {
      at: place(line, conf),
      level: "warning",
      says: `what only ends like an allowed name is dialled too: ${JSON.stringify(name)}`,
      why: "a map with hostnames looks at the end of a name. What stands in front may be anything: blanks, or unix: with the path of a socket, which nginx then opens",
      fix: "put a map before it that lets plain DNS names pass only; wildegress nginx prints such a conf",
    };
    return;
  }
}

/** The line that sends a name to where it says; undefined where it is refused, sent elsewhere, or where nothing certain is known. */
function dials(server: NginxServer, name: string): number | undefined {
  const decision = decide(server, name);
  return decision.kind === "dials" && decision.host.toLowerCase() === name.toLowerCase() ? decision.line : undefined;
}

function spoiltNames({ maps }: NginxServer): string[] {
  const suffix = [...maps.values()].flatMap(({ suffixes }) => [...suffixes.keys()])[0];
  return suffix === undefined ? [] : [`unix:/run/x${suffix}`, `a b${suffix}`];
}

function place(line: number, { at, directives }: ConfText): MeshProblem["at"] {
  return at(directiveOn(line, directives) ?? { line, column: 1 });
}

function directiveOn(line: number, directives: readonly ParsedDirective[]): ParsedDirective | undefined {
  for (const one of directives) {
    const found = one.line === line ? one : directiveOn(line, one.block ?? []);
    if (found !== undefined) return found;
  }
  return undefined;
}
