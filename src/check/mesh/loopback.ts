import { contains, rangeOf } from "../../model/envoy/address-match.ts";
import type { MeshService } from "../../model/istiod/service.ts";

const LOOPBACK = rangeOf("127.0.0.0/8");

/** Whether all endpoints of a service are in each pod itself. */
export function isAtLoopback({ endpoints }: MeshService): boolean {
  return endpoints.length > 0 && endpoints.every(({ address }) => isLoopback(address));
}

function isLoopback(address: string): boolean {
  return address === "::1" || (LOOPBACK !== undefined && contains(LOOPBACK, address));
}
