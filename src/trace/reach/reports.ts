import type { MeshModel } from "../../model/mesh-model.ts";
import type { World } from "../../model/world/world.ts";
import type { Client } from "../connection.ts";
import { alike } from "./all-clients.ts";
import { exposureOf } from "./exposure.ts";
import type { ReachReport } from "./report.ts";

/** A report for each client; clients that may reach the same share one. */
export function reportsFor(clients: readonly Client[], model: MeshModel, world: World): ReachReport[] {
  const reports = new Map<string, ReachReport>();
  for (const [first, ...others] of alike(clients)) {
    if (first === undefined) continue;
    const { clients: own, ...exposure } = exposureOf(first, model, world);
    const key = JSON.stringify(exposure);
    const known = reports.get(key);
    reports.set(key, { ...exposure, clients: [...(known?.clients ?? []), ...own, ...others] });
  }
  return [...reports.values()];
}
