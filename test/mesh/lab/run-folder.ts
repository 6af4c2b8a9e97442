import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the running mesh keeps its logs, keys and certificates. Every user may enter it: proxies and clients have uids of their own. */
export const RUN_FOLDER = process.env.WILDEGRESS_MESH_RUN ?? join(tmpdir(), "wildegress-mesh-run");

export function inRunFolder(...path: string[]): string {
  return join(RUN_FOLDER, ...path);
}
