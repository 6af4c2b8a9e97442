import { CONTROL_PLANE } from "../lab/topology.ts";
import { fetchInside } from "./agent.ts";

interface AmbientService {
  readonly hostname: string;
  readonly addresses?: readonly { readonly address: string }[];
  readonly waypoint?: object;
}

const lastKnown = new Map<string, string>();

/**
 * Where ztunnel would open its tunnel to, by what istiod tells every ztunnel: a service's own address, and that it has a waypoint. Once
 * istiod tells nothing any more, what it told last: so a client with an old answer is tried too.
 *
 * @throws when istiod never told of a waypoint for the service.
 */
export async function tunnelAddressOf(service: string): Promise<string> {
  const page = await fetchInside(CONTROL_PLANE.netns, "http://127.0.0.1:8080/debug/ambientz");
  const { services } = JSON.parse(page) as { services?: readonly AmbientService[] };
  const found = services?.find(({ hostname, waypoint }) => hostname === service && waypoint !== undefined);
  const address = found?.addresses?.map(decoded).find((one) => one.includes(".")) ?? lastKnown.get(service);
  if (address === undefined) throw new Error(`istiod tells ztunnel of no waypoint for ${service}`);
  lastKnown.set(service, address);
  return address;
}

function decoded({ address }: { readonly address: string }): string {
  return Buffer.from(address, "base64").toString("latin1");
}
