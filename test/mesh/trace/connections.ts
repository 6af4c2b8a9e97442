import { isIP } from "node:net";
import type { Client, Connection } from "../../../src/trace/connection.ts";
import { CLIENTS, type ClientName, EGRESS_GATEWAY, NAMES, ORIGINS } from "../lab/topology.ts";
import type { Configuration } from "./generate/configuration.ts";
import { namesUnder } from "./generate/focus.ts";
import { OUTER_NAME } from "./generate/gateways.ts";
import { makeRandom, type Random } from "./random.ts";

/** A connection, and the workload of the test mesh that makes it. */
export interface Attempt {
  readonly who: ClientName;
  readonly connection: Connection;
}

const GATEWAY = `${EGRESS_GATEWAY.namespace}/${EGRESS_GATEWAY.pod}`;

/** Random connections around what a configuration is about: the same for the same seed. */
export function connectionsFor(configuration: Configuration, count: number): readonly Attempt[] {
  const random = makeRandom(configuration.seed + 0x5eed);
  const text = JSON.stringify(configuration.groups);
  const outer = [...new Set([OUTER_NAME, ...(text.match(/[a-z-]+\.(?:wildegress\.internal|example\.com)/g) ?? [])])];
  const about = {
    configuration,
    outer,
    known: knownHosts(configuration),
    gateway: text.includes('"Gateway"'),
    teamB: text.includes('"team-b"'),
  };
  return Array.from({ length: count }, () => attempt(random, about));
}

interface About {
  readonly configuration: Configuration;
  /** Outer server names. */
  readonly outer: readonly string[];
  /** Hosts of the ServiceEntries. */
  readonly known: readonly string[];
  /** Whether something is there for the gateway to listen to. */
  readonly gateway: boolean;
  /** Whether something is about the second namespace. */
  readonly teamB: boolean;
}

function knownHosts({ groups, focus }: Configuration): readonly string[] {
  const entries = groups.flat().filter(({ kind }) => kind === "ServiceEntry");
  const hosts = entries
    .flatMap(({ spec }) => spec.hosts as readonly string[])
    .filter((host) => namesUnder(host).length > 0);
  return hosts.length > 0 ? hosts : focus.hosts;
}

export function clientOf(who: ClientName): Client {
  const { namespace, pod, serviceAccount, labels } = CLIENTS[who];
  return { namespace, name: pod, serviceAccount, labels };
}

function attempt(random: Random, { configuration, outer, known, gateway, teamB }: About): Attempt {
  const who = random.weighted<ClientName>([5, "sleep"], [2, "visitor"], [3, "captured"], [teamB ? 4 : 1, "other"]);
  const { focus } = configuration;
  const host = random.chance(0.03)
    ? random.pick(Object.values(ORIGINS))
    : hostOf(random, random.chance(0.7) ? known : focus.hosts);
  const port = random.weighted([9, random.pick(focus.ports)], [1, random.pick([443, 80, 8443, 8080])]);
  const usual = port === 80 || port === 8080 ? "http" : "tls";
  const protocol = random.weighted<Connection["protocol"]>([18, usual], [1, "tls"], [1, "http"], [1, "tcp"]);
  const around = random.weighted([14, "no"], [0.5, "plain"], [gateway ? 2.5 : 0.3, "tunnel"]);
  // An address is no server name.
  const name = isIP(host) === 0 ? host : hostOf(random, known);
  const sni = protocol === "tls" ? spelled(random, lie(random, name, focus.hosts)) : "";
  const hostHeader = protocol === "http" ? spelled(random, lie(random, host, focus.hosts)) : "";
  return {
    who,
    connection: {
      from: clientOf(who),
      host,
      port,
      protocol,
      sni,
      // Inside TLS there is a request too, which says the same name.
      hostHeader: protocol === "http" ? withPort(random, hostHeader || host, port) : host,
      path: random.weighted([6, "/"], [1, "/a"], [1, "/a/b"]),
      address: random.chance(0.15) ? random.pick([...Object.values(ORIGINS), "10.99.0.10", "203.0.113.99"]) : undefined,
      bypassSidecar: around !== "no",
      tunnel:
        around === "tunnel"
          ? {
              gateway: GATEWAY,
              port: random.weighted([9, 443], [1, 80]),
              sni: outerName(random, outer, host),
              certificate: random.chance(0.75),
            }
          : undefined,
    },
  };
}

function hostOf(random: Random, hosts: readonly string[]): string {
  const near = namesUnder(random.pick(hosts));
  const any = Object.keys(NAMES);
  return random.weighted(
    [10, random.pick(near.length > 0 ? near : any)],
    [1, "evil.example.com"],
    [1, random.pick(any)],
    [0.3, "nowhere.wikipedia.org"],
  );
}

/** The name itself, another one of the configuration, a foreign one, or none. */
function lie(random: Random, host: string, hosts: readonly string[]): string {
  const other = namesUnder(random.pick(hosts));
  return random.weighted(
    [16, host],
    [2, random.pick(other.length > 0 ? other : [host])],
    [1, "evil.example.com"],
    [1, ""],
  );
}

function spelled(random: Random, name: string): string {
  return random.chance(0.06) ? name.toUpperCase() : name;
}

function withPort(random: Random, name: string, port: number): string {
  return random.weighted([14, name], [1, `${name}:${port}`], [0.5, `${name}:8080`]);
}

function outerName(random: Random, outer: readonly string[], host: string): string {
  return random.weighted([6, random.pick(outer)], [2, host], [1, ""], [1, "evil.example.com"]);
}
