import { HostIndex } from "../../../model/istiod/host-index.ts";
import { covers, isWildcard } from "../../../model/istiod/host-name.ts";
import type { MeshService } from "../../../model/istiod/service.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const destinationNotFound: MeshRule = {
  code: "WE0313",
  id: "destination-not-found",
  layer: "conflicts",
  level: "warning",
  title: "a destination that only a wildcard stands for",
  why: "a destination is a host word for word: istiod makes a cluster for *.wikipedia.org, and none for en.wikipedia.org. A route to what has no cluster closes the connection",
  fix: "send to the wildcard itself, or add a ServiceEntry for the name",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY],
  *meshProblems(mesh) {
    const { services } = mesh.model.registry;
    const names = new Set(services.map(({ hostname }) => hostname));
    const wildcards = new HostIndex<MeshService>();
    for (const service of services) if (isWildcard(service.hostname)) wildcards.add(service, [service.hostname]);
    for (const { host, ref } of mesh.legs) {
      // Services of the cluster are seldom read along with what sends to them.
      if (names.has(host) || /\.svc\./.test(host)) continue;
      const [wider] = wildcards.overlapping(host).filter(({ hostname }) => covers(hostname, host));
      yield wider === undefined
        ? {
            at: refTo(ref.object, ...ref.path, "host"),
            says: `no service ${host} is among what was read`,
            level: "info",
            fix: "check the name; if its ServiceEntry is kept elsewhere, all is well",
          }
        : {
            at: refTo(ref.object, ...ref.path, "host"),
            says: `there is no service ${host}, only ${wider.hostname}`,
            related: [{ ref: wider.ref, words: "the wildcard" }],
          };
    }
  },
};
