import { GATEWAY, SIDECAR } from "../../admission/kinds.ts";
import { serverTlsWarnings, tlsListeners } from "../../admission/server-tls.ts";
import { manifestRule } from "../../rule.ts";

export const serverTlsIgnored = manifestRule({
  code: "WE0166",
  id: "server-tls-ignored",
  layer: "admission",
  level: "warning",
  title: "TLS settings that Istio does not use",
  why: "it drops them, and what is meant does not happen",
  fix: "take them out, or choose the mode that uses them",
  kinds: [GATEWAY, SIDECAR],
  *problems({ spec, kind, has }) {
    for (const { tls, path, http } of tlsListeners(spec, kind)) {
      yield* serverTlsWarnings(tls, path, has);
      if (kind !== GATEWAY || tls.httpsRedirect !== true || http) continue;
      yield { path: [...path, "httpsRedirect"], says: "tls.httpsRedirect should only be used with http servers" };
    }
  },
});
