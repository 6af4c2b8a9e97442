import type { SidecarSpec, SidecarTls } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { isTls, protocolOf } from "../../admission/ports.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarIngressTls = manifestRule<SidecarSpec>({
  code: "WE0192",
  id: "sidecar-ingress-tls",
  layer: "admission",
  level: "error",
  title: "TLS settings that a sidecar does not have",
  why: "a sidecar reads certificates from files, and terminates TLS on HTTPS and TLS ports only",
  fix: "use SIMPLE or MUTUAL with files, on an HTTPS or TLS port",
  kinds: [SIDECAR],
  *problems({ spec }) {
    for (const [index, { tls, port }] of entriesOf(spec.ingress)) {
      if (tls === undefined) continue;
      const path = ["spec", "ingress", index, "tls"];
      for (const [field, says] of unsupported(tls)) yield { path: [...path, field], says };
      if (isTls(protocolOf(port.protocol))) continue;
      yield { path, says: "server cannot have TLS settings for non HTTPS/TLS ports" };
    }
  },
});

function* unsupported(tls: SidecarTls): Generator<[keyof SidecarTls, string]> {
  if ((tls.subjectAltNames ?? []).length > 0) {
    yield ["subjectAltNames", "sidecar: subjectAltNames is not supported in ingress tls"];
  }
  if (tls.httpsRedirect === true) yield ["httpsRedirect", "sidecar: httpsRedirect is not supported"];
  if (tls.credentialName) yield ["credentialName", "sidecar: credentialName is not currently supported"];
  if ((tls.credentialNames ?? []).length > 0) {
    yield ["credentialNames", "sidecar: credentialNames is not currently supported"];
  }
  if ((tls.tlsCertificates ?? []).length > 0) {
    yield ["tlsCertificates", "sidecar: tls_certificates is not currently supported"];
  }
  if (tls.mode === "ISTIO_MUTUAL" || tls.mode === "AUTO_PASSTHROUGH") {
    yield ["mode", `configuration is invalid: cannot set mode to ${tls.mode} in sidecar ingress tls`];
  }
}
