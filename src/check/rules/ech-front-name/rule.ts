import { covers } from "../../../model/istiod/host-name.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

/** Outer names of Encrypted Client Hello: what stands in the clear in place of the site's own. */
const FRONTS = ["cloudflare-ech.com"];

export const echFrontName: MeshRule = {
  code: "WE0410",
  id: "ech-front-name",
  layer: "security",
  level: "warning",
  title: "a name behind which every site of a provider hides",
  why: "with Encrypted Client Hello the SNI in the clear is the provider's, and the site's own name is inside. Who lets the provider's name pass lets all of its customers' sites pass",
  fix: "take the name out; clients then fall back to the site's own name, or fail",
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems({ model }) {
    for (const { hostname, ref, registry } of model.registry.services) {
      if (registry === "external" && isFront(hostname))
        yield { at: ref, says: `${hostname} opens every site behind it` };
    }
    for (const { hosts, object } of model.registry.virtualServices) {
      for (const [at, host] of hosts.entries())
        if (isFront(host)) yield { at: refTo(object, "spec", "hosts", at), says: `${host} opens every site behind it` };
    }
  },
};

/** A wildcard over a whole top-level domain has a rule of its own. */
function isFront(host: string): boolean {
  return FRONTS.some((front) => host === front || (host.split(".").length > 2 && covers(host, front)));
}
