import { ipVersion } from "../../plan/addresses.ts";
import { type Cidr, cidrContains, parseCidr } from "../../plan/cidr.ts";

/** A range, or an address as a range of one; bits behind the length do not count. @returns undefined for what is neither. */
export function rangeOf(text: string): Cidr | undefined {
  const [address = "", length] = text.split("/");
  const version = ipVersion(address);
  if (version === 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bits) return undefined;
  const { first } = parseCidr(address);
  const host = BigInt(bits - prefix);
  const masked = (first >> host) << host;
  return { text: `${address}/${prefix}`, version: version === 4 ? 4 : 6, first: masked, prefix };
}

export function contains(range: Cidr, address: string): boolean {
  const single = rangeOf(address);
  return single !== undefined && cidrContains(range, single);
}
