import type { MeshCase } from "../matrix/case.ts";
import { DIRECT } from "./direct.ts";
import { DYNAMIC_DNS } from "./dynamic-dns.ts";
import { SEVERAL_POLICIES } from "./several-policies.ts";
import { SINGLE_HOST } from "./single-host.ts";
import { SNI_PROXY_ENVOY } from "./sni-proxy-envoy.ts";
import { SNI_PROXY_NGINX } from "./sni-proxy-nginx.ts";
import { WAYPOINT } from "./waypoint.ts";

/** Every case, in the order of the table. */
export const ALL_CASES: readonly MeshCase[] = [
  ...DIRECT,
  ...SINGLE_HOST,
  ...SNI_PROXY_ENVOY,
  ...SNI_PROXY_NGINX,
  ...SEVERAL_POLICIES,
  ...DYNAMIC_DNS,
  ...WAYPOINT,
];

/** @throws when there is no such case. */
export function caseOf(title: string): MeshCase {
  const found = ALL_CASES.find((one) => `${one.strategy}: ${one.title}` === title);
  if (!found) throw new Error(`no case "${title}"`);
  return found;
}
