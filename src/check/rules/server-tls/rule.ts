import { GATEWAY, SIDECAR } from "../../admission/kinds.ts";
import { serverTlsProblems, tlsListeners } from "../../admission/server-tls.ts";
import { manifestRule } from "../../rule.ts";

export const serverTls = manifestRule({
  code: "WE0165",
  id: "server-tls",
  layer: "admission",
  level: "error",
  title: "certificates that do not fit the TLS mode",
  why: "SIMPLE and MUTUAL need a certificate and its key, MUTUAL also who signs the clients'; with ISTIO_MUTUAL they are the mesh's own",
  fix: "name a credentialName, or the files that the mode needs",
  kinds: [GATEWAY, SIDECAR],
  *problems({ spec, kind, has }) {
    for (const { tls, path } of tlsListeners(spec, kind)) yield* serverTlsProblems(tls, path, has);
  },
});
