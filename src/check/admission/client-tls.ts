import type { Capability } from "../../istio/capability.ts";
import type { DestinationRuleTls } from "../../resources/types/destination-rule.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { quoted } from "./quoted.ts";

const CONFIG_MAP = "configmap://";

interface Surroundings {
  /** Of the rule. */
  readonly namespace: string;
  has(capability: Capability): boolean;
}

/** What Istio has against the TLS settings of a client (ValidateTLS). */
export function* clientTlsProblems(
  tls: DestinationRuleTls,
  path: Path,
  { namespace, has }: Surroundings,
): Generator<Problem> {
  const { mode, caCertificates, caCrl, clientCertificate, privateKey, credentialName } = tls;
  const names = (tls.subjectAltNames ?? []).length > 0;
  if (credentialName?.startsWith(CONFIG_MAP) && has("admission-config-map-credential")) {
    const says = configMapProblem(credentialName, namespace);
    if (says !== undefined) yield { path: [...path, "credentialName"], says };
  }
  if (tls.insecureSkipVerify === true && has("admission-skip-verify")) {
    const says = "when InsecureSkipVerify is set true";
    if (mode === "SIMPLE" && (caCertificates || credentialName || names)) {
      yield { path, says: `cannot specify CaCertificates or CredentialName or SubjectAltNames ${says}` };
    }
    if (mode === "MUTUAL" && (caCertificates || names)) {
      yield { path, says: `cannot specify CaCertificates or SubjectAltNames ${says}` };
    }
  }
  if ((mode === "SIMPLE" || mode === "MUTUAL") && credentialName) {
    if (clientCertificate || caCertificates || privateKey || caCrl) {
      yield { path, says: "cannot specify client certificates or CA certificate or CA CRL If credentialName is set" };
    }
    return;
  }
  if (mode !== "MUTUAL") return;
  if (!clientCertificate) yield { path, says: "client certificate required for mutual tls" };
  if (!privateKey) yield { path, says: "private key required for mutual tls" };
}

/** `configmap://NAMESPACE/NAME`, of the namespace of the rule. */
function configMapProblem(credential: string, namespace: string): string | undefined {
  const what = "invalid configmap:// credentialName:";
  const rest = credential.slice(CONFIG_MAP.length);
  const slash = rest.indexOf("/");
  if (slash < 0) return `${what} invalid resource name ${quoted(credential)}. Expected namespace and name`;
  if (slash === 0 || slash === rest.length - 1) {
    return `${what} invalid resource name ${quoted(credential)}. Expected namespace and name`;
  }
  if (rest.slice(0, slash) === namespace) return undefined;
  return `${what} namespace must match the configuration namespace ${quoted(namespace)}`;
}
