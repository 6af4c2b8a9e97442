import { visibility } from "../../model/istiod/exports.ts";
import { isWildcard } from "../../model/istiod/host-name.ts";
import type { MeshService } from "../../model/istiod/service.ts";
import { type Breadth, breadthOf } from "../../plan/public-suffix/breadth.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

/** Top-level domains that are nobody's on the internet, and often a company's or a cluster's own. */
const PRIVATE =
  /^(?:internal|intranet|private|corp|home|lan|local|localhost|localdomain|test|example|invalid|consul|svc|mesh|global|cluster)$/;

/** ServiceEntries' wildcards that lead outside, with how much they open. */
export function* wildcardsOutside({ model }: CheckedMesh): Generator<{ service: MeshService; breadth: Breadth }> {
  for (const service of model.registry.services) {
    const { hostname, external, exportTo, namespace } = service;
    if (!external || !isWildcard(hostname)) continue;
    if (visibility(exportTo, namespace).kind === "nobody") continue;
    const base = hostname.replace(/^\*\.?/, "");
    if (base === "" || PRIVATE.test(base.split(".").at(-1) ?? "")) continue;
    yield { service, breadth: breadthOf(base) };
  }
}
