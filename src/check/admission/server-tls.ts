import type { Capability } from "../../istio/capability.ts";
import type { GatewaySpec, GatewayTls } from "../../resources/types/gateway.generated.ts";
import type { SidecarSpec } from "../../resources/types/sidecar.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { GATEWAY } from "./kinds.ts";
import { isHttp, protocolOf } from "./ports.ts";

type Has = (capability: Capability) => boolean;

export interface ServerTls {
  readonly tls: GatewayTls;
  readonly path: Path;
  /** Whether the port is HTTP. */
  readonly http: boolean;
}

/** The TLS settings of listeners: of a Gateway's servers, or of a Sidecar's ingress. */
export function tlsListeners(spec: unknown, kind: string): ServerTls[] {
  const field = kind === GATEWAY ? "servers" : "ingress";
  const listeners = kind === GATEWAY ? (spec as GatewaySpec).servers : (spec as SidecarSpec).ingress;
  return (listeners ?? []).flatMap(({ tls, port }, index) =>
    tls === undefined ? [] : [{ tls, path: ["spec", field, index, "tls"], http: isHttp(protocolOf(port.protocol)) }],
  );
}

/** What Istio refuses of the TLS settings of a listener: of a Gateway's server, or of a Sidecar's ingress (validateTLSOptions). */
export function* serverTlsProblems(tls: GatewayTls, path: Path, has: Has): Generator<Problem> {
  if (tls.mode === "ISTIO_MUTUAL") {
    yield* ownCertificates(tls, path, has);
    return;
  }
  const sources = [
    isSet(tls.serverCertificate) && isSet(tls.privateKey),
    isSet(tls.credentialName),
    isFilled(tls.credentialNames),
    isFilled(tls.tlsCertificates),
  ].filter(Boolean).length;
  if (sources > 1 && has("admission-one-certificate-source")) {
    const names = "credential_name, credential_names, server_certificate/private_key, tls_certificates";
    yield { path, says: `only one of ${names} should be specified` };
  }
  const kind = { SIMPLE: "SIMPLE TLS", MUTUAL: "MUTUAL TLS", OPTIONAL_MUTUAL: "MUTUAL TLS" }[String(tls.mode)];
  if (kind !== undefined && (isSet(tls.credentialName) || isFilled(tls.credentialNames))) return;
  if (kind === "MUTUAL TLS" && !isSet(tls.caCertificates)) yield { path, says: `${kind} requires a client CA bundle` };
  if (kind !== undefined) yield* files(tls, path, kind);
  if (!isSet(tls.caCrl)) return;
  const crl = [...path, "caCrl"];
  if (isSet(tls.credentialName)) {
    yield { path: crl, says: "CRL is not supported with credentialName. CRL has to be specified in the credential" };
  }
  if (tls.mode === "SIMPLE") yield { path: crl, says: "CRL is not supported with SIMPLE TLS" };
}

/** With ISTIO_MUTUAL the certificates are the mesh's: whoever names others is told that they would not be used. */
function* ownCertificates(tls: GatewayTls, path: Path, has: Has): Generator<Problem> {
  const with_ = (field: keyof GatewayTls, what: string): Problem => ({
    path: [...path, field],
    says: `ISTIO_MUTUAL TLS cannot have associated ${what}`,
  });
  if (isSet(tls.serverCertificate)) yield with_("serverCertificate", "server certificate");
  if (isSet(tls.privateKey)) yield with_("privateKey", "private key");
  if (isSet(tls.caCertificates)) yield with_("caCertificates", "CA bundle");
  if (isFilled(tls.tlsCertificates)) yield with_("tlsCertificates", "tlsCertificates");
  if (isSet(tls.credentialName) && has("admission-istio-mutual-credential"))
    yield with_("credentialName", "credentialName");
  if (isFilled(tls.credentialNames)) yield with_("credentialNames", "credentialNames");
}

function* files(tls: GatewayTls, path: Path, kind: string): Generator<Problem> {
  const pairs = isFilled(tls.tlsCertificates)
    ? (tls.tlsCertificates ?? []).map((pair, index) => ({ pair, at: [...path, "tlsCertificates", index] }))
    : [{ pair: tls, at: path }];
  for (const { pair, at } of pairs) {
    if (!isSet(pair.serverCertificate)) yield { path: at, says: `${kind} requires a server certificate` };
    if (!isSet(pair.privateKey)) yield { path: at, says: `${kind} requires a private key` };
  }
}

/** Ciphers that Istio knows by name (istio pkg/config/security ValidCipherSuites); Envoy's operators (`-`, `+`, `[`) pass. */
const CIPHERS = new Set([
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-SHA",
  "ECDHE-RSA-AES128-SHA",
  "ECDHE-ECDSA-AES256-SHA",
  "ECDHE-RSA-AES256-SHA",
  "AES128-GCM-SHA256",
  "AES256-GCM-SHA384",
  "AES128-SHA",
  "AES256-SHA",
  "DES-CBC3-SHA",
]);

/** What Istio warns of in such settings. */
export function* serverTlsWarnings(tls: GatewayTls, path: Path, has: Has): Generator<Problem> {
  const suites = tls.cipherSuites ?? [];
  const old = tls.minProtocolVersion === "TLSV1_0" || tls.minProtocolVersion === "TLSV1_1";
  if (old && suites.length === 0 && has("admission-tls-version-warned")) {
    const says =
      "TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers.";
    yield { path: [...path, "minProtocolVersion"], says };
  }
  const looked = has("admission-cipher-suites-warned") ? suites : [];
  const known = looked.filter(isCipher);
  const invalid = [...new Set(looked.filter((name) => !isCipher(name)))].sort();
  const repeated = [...new Set(known.filter((name, index) => known.indexOf(name) !== index))].sort();
  const at = [...path, "cipherSuites"];
  if (invalid.length > 0) yield { path: at, says: `ignoring invalid cipher suites: [${invalid.join(" ")}]` };
  if (repeated.length > 0) yield { path: at, says: `ignoring duplicate cipher suites: [${repeated.join(" ")}]` };
  const mode = tls.mode ?? "PASSTHROUGH";
  if (mode === "ISTIO_MUTUAL") return;
  const passes = mode === "PASSTHROUGH" || mode === "AUTO_PASSTHROUGH";
  if (passes && hasCertificates(tls) && has("admission-passthrough-certificates-warned")) {
    yield { path, says: `${mode} mode does not use certificates, they will be ignored` };
  }
  if (
    !passes &&
    !isSet(tls.credentialName) &&
    !isFilled(tls.credentialNames) &&
    (tls.tlsCertificates ?? []).length > 2
  ) {
    const kind = mode === "SIMPLE" ? "SIMPLE TLS" : "MUTUAL TLS";
    yield { path: [...path, "tlsCertificates"], says: `${kind} can support up to 2 server certificates` };
  }
}

function hasCertificates(tls: GatewayTls): boolean {
  const { caCrl, serverCertificate, privateKey, caCertificates, credentialName, tlsCertificates, credentialNames } =
    tls;
  return (
    [caCrl, serverCertificate, privateKey, caCertificates, credentialName].some(isSet) ||
    isFilled(tlsCertificates) ||
    isFilled(credentialNames)
  );
}

function isCipher(name: string): boolean {
  return name === "" || name === "ALL" || !/^[\p{L}\p{N}]/u.test(name) || CIPHERS.has(name);
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}

function isFilled(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}
