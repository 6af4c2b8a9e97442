/** A CIDR as Envoy's `CidrRange` message. */
export function addressRange(cidr: string): { address_prefix: string; prefix_len: number } {
  const slash = cidr.lastIndexOf("/");
  return { address_prefix: cidr.slice(0, slash), prefix_len: Number(cidr.slice(slash + 1)) };
}
