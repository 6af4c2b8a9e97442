import { decide, type NginxServer, namesOf } from "../../model/nginx/sni-proxy.ts";
import { decidedBy } from "../place.ts";
import type { Hop } from "../result.ts";
import { type Arrival, blocked, type Ending, isTheClients, type Journey, unknown } from "./journey.ts";
import { outerServerName } from "./layers.ts";
import { throughListener } from "./listener-step.ts";
import { reach } from "./reach-step.ts";
import { resolveName } from "./resolve-step.ts";

/** A gateway sends a connection to a port of its own pod: to a listener that an EnvoyFilter adds, or to nginx beside it. */
export function enterLoopback(address: string, port: number, from: Arrival, journey: Journey): Ending {
  if (from.at === "sidecar")
    return unknown(from, `${address}:${port} is in the client's own pod, and nothing tells what listens there`);
  const arrival: Arrival = { ...from, at: "sni-proxy", way: "gateway and SNI proxy", address, port };
  const added = journey.model.addedListener(from.proxy, address, port);
  if (added !== undefined) {
    const where = `${added.listener.name} in ${from.proxy.name}`;
    return throughListener(added, { ...arrival, where }, journey);
  }
  const server = journey.model.nginxServer(from.proxy, address, port);
  if (server !== undefined) return throughNginx(server, { ...arrival, where: `nginx in ${from.proxy.name}` }, journey);
  return unknown(
    from,
    `nothing that was read tells what listens on ${address}:${port} in the pod of ${from.proxy.name}`,
  );
}

function throughNginx(server: NginxServer, arrival: Arrival, journey: Journey): Ending {
  const name = outerServerName(arrival.layers);
  if (isTheClients(name, journey)) journey.asked(namesOf(server));
  const decision = decide(server, name);
  const line = (number: number) => ` (line ${number} of the conf)`;
  if (decision.kind === "unknown") return unknown(arrival, `nginx: ${decision.says}`);
  if (decision.kind === "refuses") {
    const says = `nginx has no entry for ${name === "" ? "a connection without server name" : name} in $${decision.map}${line(decision.line)}: it closes the connection`;
    journey.record(() => nginxHop(server, decision.map, arrival, says));
    return blocked(arrival, "not_in_map", says);
  }
  const { host, port } = decision;
  const says = `nginx passes the server name on to ${host}:${port}, by $${decision.map}${line(decision.line)}`;
  journey.record(() => nginxHop(server, decision.map, arrival, says));
  const resolver = { savesAddress: false, dropsAnswers: [], ref: server.ref };
  const found = resolveName(host, port, resolver, arrival, journey);
  if ("outcome" in found) return found;
  return reach({ host, addresses: found.addresses, port, chosenBy: "sni-proxy", triesNext: true }, arrival, journey);
}

function nginxHop({ ref }: NginxServer, map: string, { where }: Arrival, says: string): Hop {
  return { at: "sni-proxy", where, stage: "filter-chain", taken: `$${map}`, says, ...decidedBy(ref), lost: [] };
}
