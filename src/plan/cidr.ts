import { isIPv4, isIPv6 } from "node:net";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/** A range of addresses. */
export interface Cidr {
  /** Canonical: `10.0.0.0/8`, `fc00::/7` (RFC 5952). */
  readonly text: string;
  readonly version: 4 | 6;
  /** The first address of the range, as a number of 32 or 128 bits. */
  readonly first: bigint;
  /** Length of the network part, in bits. */
  readonly prefix: number;
}

/**
 * Reads `10.0.0.0/8`, `fd00::/8`, or a single address, which is a range of one.
 *
 * @throws DiagnosticError when it is not a range, or when bits of the host part are set: then it is not clear which network was meant.
 */
export function parseCidr(text: string, at?: Origin): Cidr {
  const [address = "", length, ...rest] = text.trim().split("/");
  const version = isIPv4(address) ? 4 : isIPv6(address) && !address.includes("%") ? 6 : undefined;
  if (version === undefined || rest.length > 0) {
    throw wrong(
      at,
      `"${text}" is not a range of addresses`,
      "a range is written ADDRESS/LENGTH",
      "write for example 10.0.0.0/8 or fd00::/8",
    );
  }
  const bits = version === 4 ? 32 : 128;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits)) {
    throw wrong(
      at,
      `"${text}" has no length that an IPv${version} range can have`,
      `the length says how many of the ${bits} bits belong to the network`,
      `write a number from 0 to ${bits} after the slash`,
    );
  }
  const prefix = length === undefined ? bits : Number(length);
  const value = version === 4 ? ipv4Bits(address) : ipv6Bits(address);
  const first = networkOf(value, bits, prefix);
  const canonical = `${version === 4 ? ipv4Text(first) : ipv6Text(first)}/${prefix}`;
  if (value !== first) {
    throw wrong(
      at,
      `"${text}" is not the start of a network: bits behind the first ${prefix} are set`,
      "it is not clear whether one address or the whole network was meant",
      `write ${canonical} for the network or ${address}/${bits} for the one address`,
    );
  }
  return { text: canonical, version, first, prefix };
}

/** Ranges as a plan has them: canonical, sorted, each once. */
export function cidrTexts(given: readonly { readonly value: string; readonly at: Origin }[]): string[] {
  return [...new Set(collectErrors(given, ({ value, at }) => parseCidr(value, at).text))].sort();
}

export function cidrText({ text }: Cidr): string {
  return text;
}

/** Whether the second range lies inside the first, or is the same. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  if (outer.version !== inner.version || outer.prefix > inner.prefix) return false;
  return networkOf(inner.first, inner.version === 4 ? 32 : 128, outer.prefix) === outer.first;
}

/**
 * What is left of a range without the holes in it, as the fewest ranges, in order.
 *
 * `10.0.0.0/8` without `10.128.0.0/9` is `10.0.0.0/9`.
 */
export function cidrWithout(range: Cidr, holes: readonly Cidr[]): Cidr[] {
  if (holes.some((hole) => cidrContains(hole, range))) return [];
  if (!holes.some((hole) => cidrContains(range, hole))) return [range];
  return halvesOf(range).flatMap((half) => cidrWithout(half, holes));
}

function halvesOf({ version, first, prefix }: Cidr): [Cidr, Cidr] {
  const bits = version === 4 ? 32 : 128;
  const half = (start: bigint): Cidr => ({
    text: `${version === 4 ? ipv4Text(start) : ipv6Text(start)}/${prefix + 1}`,
    version,
    first: start,
    prefix: prefix + 1,
  });
  return [half(first), half(first | (1n << BigInt(bits - prefix - 1)))];
}

function networkOf(address: bigint, bits: number, prefix: number): bigint {
  const host = BigInt(bits - prefix);
  return (address >> host) << host;
}

function ipv4Bits(address: string): bigint {
  return address.split(".").reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(address: string): bigint {
  const [head = "", tail] = withoutDots(address).split("::");
  const front = groupsOf(head);
  const back = groupsOf(tail ?? "");
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - front.length - back.length }, () => 0n);
  return [...front, ...zeros, ...back].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** `::ffff:10.0.0.1` ends in an IPv4 address: the same as two groups. */
function withoutDots(address: string): string {
  return address.replace(/[\d.]+\.[\d.]+$/, (dotted) => {
    const bits = ipv4Bits(dotted);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
}

function groupsOf(part: string): bigint[] {
  return part === "" ? [] : part.split(":").map((group) => BigInt(`0x${group}`));
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join(".");
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`, the first of equals. */
function ipv6Text(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const text = groups.join(":");
  const runs = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce((best, [run]) => (run.length > best.length ? run : best), "");
  const at = runs.find(([run]) => run === longest)?.index;
  if (longest === "" || at === undefined) return text;
  const head = text.slice(0, at).replace(/:$/, "");
  const tail = text.slice(at + longest.length).replace(/^:/, "");
  return `${head}::${tail}`;
}

function wrong(at: Origin | undefined, what: string, why: string, fix: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code: "bad-cidr", what, why, fix, at });
}
