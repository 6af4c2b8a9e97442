import type { FieldRef } from "../../../model/world/config-object.ts";
import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { canonical } from "../../mesh/json-walk.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { servedPorts } from "../../mesh/served-listeners.ts";

export const passthroughNameTwice: MeshRule = {
  code: "WE0302",
  id: "passthrough-name-twice",
  layer: "conflicts",
  level: "error",
  title: "a rule of a passthrough server that istiod leaves out",
  why: "at a server that passes TLS through, each SNI can be named once for a port. A rule that repeats one is dropped whole, its other names included; the rule of the older VirtualService stays",
  fix: "name each SNI in one rule, of one VirtualService",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    for (const { made } of servedPorts(mesh)) {
      for (const { serverNames, says, ref } of made?.listener.dropped ?? []) {
        if (ref === undefined || ref.object.kind !== "VirtualService" || ref.path.at(-1) !== "sniHosts") continue;
        const kept = made?.listener.chains.filter(
          (chain) =>
            chain.ref?.object.kind === "VirtualService" &&
            chain.match.serverNames.some((name) => serverNames.some((other) => other.toLowerCase() === name)),
        );
        const known = new Set(kept?.flatMap(({ match }) => match.serverNames));
        const lost = serverNames.filter((name) => !known.has(name.toLowerCase()));
        // Said twice, and the same both times: nothing is lost.
        if (lost.length === 0 && kept?.every((chain) => chain.ref && routeOf(chain.ref) === routeOf(ref))) continue;
        yield {
          at: ref,
          says: `istiod drops this rule: ${says}${lost.length === 0 ? "" : `; ${lost.join(", ")} goes with it`}`,
          related: (kept ?? []).flatMap((chain) =>
            chain.ref === undefined
              ? []
              : [{ ref: chain.ref, words: `the rule that stays, in ${nameOf(chain.ref.object)}` }],
          ),
        };
      }
    }
  },
};

function routeOf({ object, path }: FieldRef): string {
  const spec = object.spec as VirtualServiceSpec;
  return canonical(spec.tls?.[Number(path[2])]?.route ?? refTo(object, ...path).path);
}
