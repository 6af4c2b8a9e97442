import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { isHttp, protocolOf } from "../../admission/ports.ts";
import { entriesOf } from "../../admission/problem.ts";
import { quoted } from "../../admission/quoted.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarHttpPoolUnused = manifestRule<SidecarSpec>({
  code: "WE0193",
  id: "sidecar-http-pool-unused",
  layer: "admission",
  level: "warning",
  title: "HTTP limits on a port that is not HTTP",
  why: "they do not count there",
  fix: "say HTTP where it is that, or set tcp limits",
  kinds: [SIDECAR],
  *problems({ spec }) {
    for (const [index, { port, connectionPool }] of entriesOf(spec.ingress)) {
      if (connectionPool?.http === undefined || isHttp(protocolOf(port.protocol))) continue;
      const which = `port ${port.number ?? 0} (${quoted(port.name ?? "")}) but its protocol is not HTTP (${port.protocol ?? ""})`;
      const says = `sidecar: HTTP connection pool settings are configured for ${which}; only TCP settings will apply`;
      yield { path: ["spec", "ingress", index, "connectionPool", "http"], says };
    }
  },
});
