export { type Cidr, cidrContains, cidrText, parseCidr } from "./cidr.ts";

/** A range of addresses that a name on the public internet has no business to resolve to. */
export interface PrivateRange {
  /** Canonical CIDR. */
  readonly cidr: string;
  readonly what: string;
  readonly source: string;
  /**
   * False for forms that exist inside a host only: such an address leaves as an IPv4 packet, so a NetworkPolicy never sees it
   * (and newer API servers refuse to be told about it).
   */
  readonly onWire: boolean;
}

/**
 * Where an SNI proxy that resolves names must not be led: the host itself, the network around it, and IPv6 forms that carry an IPv4
 * address inside, which may be one of those. IPv4 first, each family in order. The registries are IANA's for special-purpose
 * addresses; ranges for documentation are left out, because nothing is behind them.
 */
export const PRIVATE_RANGES: readonly PrivateRange[] = [
  {
    cidr: "0.0.0.0/8",
    what: "this network; 0.0.0.0 connects to the host itself",
    source: "RFC 1122 3.2.1.3",
    onWire: true,
  },
  { cidr: "10.0.0.0/8", what: "private", source: "RFC 1918", onWire: true },
  {
    cidr: "100.64.0.0/10",
    what: "shared by carriers; pods and nodes of some clouds",
    source: "RFC 6598",
    onWire: true,
  },
  { cidr: "127.0.0.0/8", what: "loopback", source: "RFC 1122 3.2.1.3", onWire: true },
  { cidr: "169.254.0.0/16", what: "link-local; metadata servers of clouds", source: "RFC 3927", onWire: true },
  { cidr: "172.16.0.0/12", what: "private", source: "RFC 1918", onWire: true },
  { cidr: "192.0.0.0/24", what: "IETF protocol assignments", source: "RFC 6890 2.1", onWire: true },
  { cidr: "192.168.0.0/16", what: "private", source: "RFC 1918", onWire: true },
  { cidr: "198.18.0.0/15", what: "benchmarks", source: "RFC 2544", onWire: true },
  { cidr: "224.0.0.0/4", what: "multicast", source: "RFC 5771", onWire: true },
  {
    cidr: "240.0.0.0/4",
    what: "reserved; Istio allocates from 240.240.0.0/16; broadcast",
    source: "RFC 1112 4",
    onWire: true,
  },
  {
    cidr: "::/96",
    what: "unspecified, loopback (::1) and the old IPv4-compatible form",
    source: "RFC 4291 2.5",
    onWire: true,
  },
  { cidr: "::ffff:0:0/96", what: "IPv4-mapped", source: "RFC 4291 2.5.5.2", onWire: false },
  { cidr: "64:ff9b::/96", what: "NAT64: an IPv4 address inside", source: "RFC 6052", onWire: true },
  { cidr: "64:ff9b:1::/48", what: "NAT64 for local use", source: "RFC 8215", onWire: true },
  { cidr: "2001::/32", what: "Teredo: an IPv4 address inside", source: "RFC 4380", onWire: true },
  { cidr: "2001:2::/48", what: "benchmarks; Istio allocates from it", source: "RFC 5180", onWire: true },
  { cidr: "2002::/16", what: "6to4: an IPv4 address inside", source: "RFC 3056", onWire: true },
  { cidr: "fc00::/7", what: "unique local: private", source: "RFC 4193", onWire: true },
  { cidr: "fe80::/10", what: "link-local", source: "RFC 4291 2.5.6", onWire: true },
  { cidr: "fec0::/10", what: "site-local, deprecated", source: "RFC 3879", onWire: true },
  { cidr: "ff00::/8", what: "multicast", source: "RFC 4291 2.7", onWire: true },
];
