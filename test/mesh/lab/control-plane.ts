import { mkdir, writeFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import { fetchInside } from "../probe/agent.ts";
import { KUBECONFIG, kubectl, kubectlOk } from "./cluster.ts";
import { inNetns, run, startDaemon } from "./command.ts";
import type { Parts } from "./parts.ts";
import { apiVersionOf, has, sends } from "./release.ts";
import { inRunFolder } from "./run-folder.ts";
import { CONTROL_PLANE, HAS_WAYPOINT } from "./topology.ts";
import { waitFor } from "./wait.ts";

/** One line of JSON per connection, in each proxy's own folder. The addresses join the lines of a connection's hops. */
const ACCESS_LOG_FIELDS = {
  remote: "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%",
  // Inside a waypoint the connection comes from the waypoint itself: this is who opened the tunnel.
  client: "%DOWNSTREAM_REMOTE_ADDRESS%",
  upstream: "%UPSTREAM_HOST%",
  upstream_local: "%UPSTREAM_LOCAL_ADDRESS%",
  cluster: "%UPSTREAM_CLUSTER%",
  sni: "%REQUESTED_SERVER_NAME%",
  code: "%RESPONSE_CODE%",
  flags: "%RESPONSE_FLAGS%",
  details: "%RESPONSE_CODE_DETAILS%",
  ended: "%CONNECTION_TERMINATION_DETAILS%",
  probe: "%REQ(X-PROBE)%",
};

const MESH_CONFIG = {
  accessLogFile: "access.log",
  accessLogEncoding: "JSON",
  accessLogFormat: JSON.stringify(ACCESS_LOG_FIELDS),
  outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
  enablePrometheusMerge: false,
  // No endpoint here says that it takes mutual TLS: clients use it where a DestinationRule says so, with it and without.
  ...(sends("typed-extensions") ? {} : { enableAutoMtls: false, defaultHttpRetryPolicy: { attempts: 0 } }),
  defaultConfig: { discoveryAddress: "istiod.istio-system.svc:15012" },
};

type Outbound = "ALLOW_ANY" | "REGISTRY_ONLY";

/** Changes what the whole mesh does with names that nobody knows, and waits until istiod has it. It begins with REGISTRY_ONLY. */
export async function setOutboundPolicy(mode: Outbound): Promise<void> {
  await writeFile(
    inRunFolder("istiod", "mesh.yaml"),
    JSON.stringify({ ...MESH_CONFIG, outboundTrafficPolicy: { mode } }),
  );
  await waitFor(`istiod to have ${mode}`, async () => {
    const mesh = await fetchInside(CONTROL_PLANE.netns, "http://127.0.0.1:8080/debug/mesh");
    // The zero of the enumeration is left out.
    const now = (JSON.parse(mesh) as { outboundTrafficPolicy?: { mode?: Outbound } }).outboundTrafficPolicy?.mode;
    return (now ?? "REGISTRY_ONLY") === mode || undefined;
  });
}

/** Stock Envoy lacks Istio's own extensions: what needs them is off. */
const ISTIOD_ENV = {
  PILOT_ENABLE_AMBIENT: String(HAS_WAYPOINT),
  // Without it, older ones do not look at TLSRoutes.
  ...(has("gateway-api-tls-ungated") ? {} : { PILOT_ENABLE_ALPHA_GATEWAY_API: "true" }),
  ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS: "true",
  POD_NAME: "istiod",
  POD_NAMESPACE: "istio-system",
  PILOT_ENABLE_METADATA_EXCHANGE: "false",
  PILOT_ENABLE_TELEMETRY_LABEL: "false",
  PILOT_ENABLE_ALPN_FILTER: "false",
};

export async function istiodUp(parts: Parts): Promise<void> {
  const folder = inRunFolder("istiod");
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/mesh.yaml`, JSON.stringify(MESH_CONFIG));
  if (HAS_WAYPOINT) await applyInjectorConfiguration(parts);
  const flags = ["discovery", "--kubeconfig", KUBECONFIG, "--meshConfig", `${folder}/mesh.yaml`, "--ctrlz_port", "0"];
  startDaemon(inNetns(CONTROL_PLANE.netns, [parts.istiod, ...flags]), inRunFolder("istiod.log"), {
    cwd: folder,
    env: { ...process.env, ...ISTIOD_ENV },
  });
  await waitFor("istiod's CA certificate", async () => (await rootCertificate("istio-system")) || undefined);
  await registerWebhook();
}

/** From it istiod knows the Deployment and the Service that a waypoint's Gateway asks for. */
async function applyInjectorConfiguration({ istioctl }: Parts): Promise<void> {
  const manifests = parseAllDocuments(await run([istioctl, "manifest", "generate", "--set", "profile=ambient"]));
  const configMap = manifests.find(
    (one) => one.get("kind") === "ConfigMap" && one.getIn(["metadata", "name"]) === "istio-sidecar-injector",
  );
  if (!configMap) throw new Error("istioctl manifest generate prints no istio-sidecar-injector");
  await kubectlOk(["apply", "--server-side", "-f", "-"], configMap.toString());
}

/** istiod's CA certificate, as its controller puts it into each namespace; "" when it is not there yet. */
export async function rootCertificate(namespace: string): Promise<string> {
  const path = "jsonpath={.data.root-cert\\.pem}";
  return (await kubectl(["get", "cm", "istio-ca-root-cert", "-n", namespace, "-o", path])).stdout;
}

/** istiod's validation at admission. By url, since a Service would need kube-proxy. */
async function registerWebhook(): Promise<void> {
  const caBundle = Buffer.from(await rootCertificate("istio-system")).toString("base64");
  const webhook = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "istiod-validation" },
    webhooks: [
      {
        name: "validation.istio.io",
        clientConfig: { url: "https://istiod.istio-system.svc:15017/validate", caBundle },
        rules: [
          {
            operations: ["CREATE", "UPDATE"],
            apiGroups: ["networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io"],
            apiVersions: ["*"],
            resources: ["*"],
          },
        ],
        failurePolicy: "Fail",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
      },
    ],
  };
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(webhook));
  await waitFor("istiod's webhook", async () => ((await refusesNonsense()) ? true : undefined));
}

/** True when a ServiceEntry that only istiod knows to be wrong is refused by istiod's webhook. */
async function refusesNonsense(): Promise<boolean> {
  const wrong = {
    apiVersion: apiVersionOf("ServiceEntry"),
    kind: "ServiceEntry",
    metadata: { name: "nonsense", namespace: "default" },
    spec: {
      hosts: ["*.nonsense.example"],
      ports: [{ number: 443, name: "tls", protocol: "TLS" }],
      resolution: "DNS",
    },
  };
  const { stderr } = await kubectl(["apply", "--dry-run=server", "-f", "-"], JSON.stringify(wrong));
  return stderr.includes("validation.istio.io") && stderr.includes("denied the request");
}
