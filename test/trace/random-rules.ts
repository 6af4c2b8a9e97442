import type { Random } from "../mesh/trace/random.ts";
import type { Asked, ChainRule } from "./oracle.ts";

/** Few labels, so that names meet rules at every depth. */
const LABELS = ["a", "b", "c", "ab", "a-b", "xn--a"];
const TOPS = ["org", "com"];
/** Not 0.0.0.0/0: Envoy puts it with the chains that ask for no range, and then takes one of either. */
const RANGES = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "10.1.2.0/28"];
const ADDRESSES = ["10.1.2.3", "10.1.2.9", "10.1.2.77", "10.1.9.9", "10.9.9.9", "192.0.2.1"];
const PROTOCOLS: readonly (readonly string[])[] = [[], [], ["http/1.1", "h2c"], ["h2"]];

/** A name of one to five labels. */
export function randomName(random: Random): string {
  const labels = Array.from({ length: random.int(5) }, () => random.pick(LABELS));
  return [...labels, random.pick(TOPS)].join(".");
}

function serverName(random: Random): string {
  return random.chance(0.5) ? `*.${randomName(random)}` : randomName(random);
}

/** Filter chains of one listener, of which two may ask for the same. */
export function randomChains(random: Random): readonly ChainRule[] {
  return Array.from({ length: 1 + random.int(24) }, () => ({
    serverNames: random.chance(0.1)
      ? []
      : [...new Set(Array.from({ length: 1 + random.int(3) }, () => serverName(random)))],
    ranges: random.chance(0.7) ? [] : random.some(RANGES, 1 + random.int(2)),
    transport: random.weighted([6, ""], [2, "tls"], [1, "raw_buffer"]),
    applicationProtocols: random.pick(PROTOCOLS),
  }));
}

/** A connection; mostly for a name that is at, below or beside one of the chains'. */
export function randomAsked(random: Random, chains: readonly ChainRule[]): Asked {
  const near = random.pick(chains).serverNames;
  const base = near.length === 0 ? randomName(random) : random.pick(near).replace("*.", "");
  const name = random.weighted(
    [3, base],
    [4, `${random.pick(LABELS)}.${base}`],
    [3, randomName(random)],
    [1, ""],
    [1, `${base}.`],
    [1, `x${base}`],
  );
  return {
    serverName: name,
    address: random.pick(ADDRESSES),
    transport: random.chance(0.7) ? "tls" : "raw_buffer",
    applicationProtocols: random.pick([[], ["http/1.1"], ["h2", "http/1.1"], ["istio"]]),
  };
}

/** Domains of virtual hosts, each only once, as Envoy wants it. */
export function randomVirtualHosts(random: Random): readonly (readonly string[])[] {
  const known = new Set<string>();
  const once = (domain: string) => {
    if (known.has(domain)) return [];
    known.add(domain);
    return [domain];
  };
  return Array.from({ length: 1 + random.int(16) }, () =>
    Array.from({ length: 1 + random.int(3) }, () => randomDomain(random)).flatMap(once),
  );
}

function randomDomain(random: Random): string {
  const name = randomName(random);
  return random.weighted(
    [6, name],
    [6, `*.${name}`],
    [1, `*-${name}`],
    [1, `${name}.*`],
    [1, `${random.pick(LABELS)}-*`],
    [0.5, "*"],
  );
}

export function randomAuthority(random: Random, hosts: readonly (readonly string[])[]): string {
  const domains = random.pick(hosts);
  const base = domains.length === 0 ? randomName(random) : random.pick(domains).replaceAll(/[*]/g, "");
  return (
    random.weighted(
      [3, base.replace(/^\./, "")],
      [3, `${random.pick(LABELS)}${base}`],
      [2, `${base}${random.pick(LABELS)}`],
      [3, randomName(random)],
    ) || "org"
  );
}
