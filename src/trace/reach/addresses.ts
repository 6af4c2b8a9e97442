import { rangeOf } from "../../model/envoy/address-match.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { type Cidr, cidrContains, cidrWithout } from "../../plan/cidr.ts";

/** Addresses that meet the same listeners, ranges and NetworkPolicies. */
export interface AddressClass {
  /** An address or a range; "" and "*" for what is in none. */
  readonly text: string;
  /** One of them; undefined: whatever the name resolves to. */
  readonly example: string | undefined;
  /** The address of a Service of the cluster. */
  readonly inCluster: boolean;
}

/** Whatever the name resolves to. */
export const ANY_ADDRESS: AddressClass = { text: "", example: undefined, inCluster: false };

/**
 * An address of the client's own choice that nothing treats in its own way: not the one that a look-up gives, where Istio's DNS proxy
 * answers. The example is from a range for documentation, which no manifest names.
 */
export const OWN_CHOICE: AddressClass = { text: "*", example: "203.0.113.1", inCluster: false };

/** Every address of a port that something treats in its own way: addresses of listeners, ranges of filter chains and NetworkPolicies. */
export function addressClasses(proxy: MeshProxy, port: number, model: MeshModel): AddressClass[] {
  const { binds, ranges } = model.outboundAddresses(proxy, port);
  const services = model.registry.services.filter(({ registry }) => registry === "kubernetes");
  const clusterIps = new Set(services.map(({ address }) => address));
  return [
    ANY_ADDRESS,
    OWN_CHOICE,
    ...binds.map((text) => ({ text, example: text, inCluster: clusterIps.has(text) })),
    ...rangeClasses(ranges, binds),
    ...policyClasses(proxy, model),
  ];
}

/** Ranges that the NetworkPolicies of the pod name. */
export function policyClasses(proxy: MeshProxy, model: MeshModel): AddressClass[] {
  return rangeClasses(model.policyBounds(proxy).ranges, []);
}

function rangeClasses(texts: readonly string[], addresses: readonly string[]): AddressClass[] {
  const ranges = [
    ...new Map(
      texts.flatMap((text) => rangeOf(text) ?? []).map((range) => [`${range.first}/${range.prefix}`, range]),
    ).values(),
  ];
  const holes = addresses.flatMap((address) => rangeOf(address) ?? []);
  return ranges.flatMap((range) => {
    const inner = [...ranges, ...holes].filter((one) => one !== range && cidrContains(range, one) && !same(range, one));
    const [left] = cidrWithout(range, inner);
    return left === undefined
      ? []
      : [{ text: textOf(range), example: left.text.split("/")[0] ?? "", inCluster: false }];
  });
}

function same(one: Cidr, other: Cidr): boolean {
  return one.first === other.first && one.prefix === other.prefix && one.version === other.version;
}

/** A range of one is an address. */
function textOf({ text, version, prefix }: Cidr): string {
  return prefix === (version === 4 ? 32 : 128) ? (text.split("/")[0] ?? text) : text;
}
