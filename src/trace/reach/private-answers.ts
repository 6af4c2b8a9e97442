import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import { ipVersion } from "../../plan/addresses.ts";
import { nameTable } from "../walk/name-table.ts";
import type { Reached } from "./end.ts";
import { type Asking, judgeName } from "./judge.ts";
import type { PrivateAnswers } from "./report.ts";

/** One of each kind that no server on the internet has: RFC 1918, link-local (metadata of a cloud), shared (RFC 6598), unique local. */
const PRIVATE = ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "fd00::1"];
/** From a range for documentation: no manifest names it. */
const PUBLIC = "203.0.113.1";

/** What becomes of a name that is reached, once it resolves to a private address. @returns undefined where an address is fixed */
export function privateAnswers(
  name: string,
  { host, addressChosenBy, paths }: Reached,
  asking: Asking,
  proxy: MeshProxy,
  model: MeshModel,
): PrivateAnswers | undefined {
  if (asking.address !== undefined || (host !== undefined && ipVersion(host) !== 0)) return undefined;
  const lookedUp = host ?? name;
  const dialled = nameTable(proxy, model).find(name)?.addresses[0] ?? model.settings.addresses.get(name)?.[0] ?? PUBLIC;
  const ends = PRIVATE.map((address) => {
    if (addressChosenBy === "client") return judgeName(name, name, { ...asking, address }, model).value;
    const answering = model.answering(new Map([...model.settings.addresses, [lookedUp, [address]]]));
    return judgeName(name, name, { ...asking, address: dialled }, answering).value;
  });
  if (ends.some(({ kind }) => kind === "unknown")) return "unknown";
  const refused = ends.filter(({ kind }) => kind === "blocked").length;
  if (paths !== undefined && refused > 0) return "unknown";
  return refused === 0 ? "not refused" : refused === ends.length ? "refused" : "some refused";
}
