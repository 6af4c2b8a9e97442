import { contains, rangeOf } from "../../model/envoy/address-match.ts";
import type { MeshService } from "../../model/istiod/service.ts";
import type { Cidr } from "../../plan/cidr.ts";

/** Made when it is needed: reading addresses takes a module of Node's that is slow to load. */
let loopback: Cidr | undefined;

/** Whether all endpoints of a service are in each pod itself. */
export function isAtLoopback({ endpoints }: MeshService): boolean {
  return endpoints.length > 0 && endpoints.every(({ address }) => isLoopback(address));
}

function isLoopback(address: string): boolean {
  if (address === "::1") return true;
  loopback ??= rangeOf("127.0.0.0/8");
  return loopback !== undefined && contains(loopback, address);
}
