import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { kubectlOk } from "./cluster.ts";
import { asUser, inNetns, run, runToEnd, startDaemon } from "./command.ts";
import { rootCertificate } from "./control-plane.ts";
import { PROXY_UID } from "./network.ts";
import type { Parts } from "./parts.ts";
import { inRunFolder } from "./run-folder.ts";
import { withoutMetadataDiscovery } from "./stock-waypoint.ts";
import type { Workload } from "./topology.ts";
import { waitFor } from "./wait.ts";

/** Folder of a proxy: its certificates (`certs`), its access log, its own log (`proxy.log`). */
export function proxyFolder({ netns }: Workload): string {
  return inRunFolder(netns);
}

/** What may differ from one start of a proxy to the next. */
export interface ProxySettings {
  /** Worker threads of Envoy. */
  readonly workers?: number;
  /** Of the proxy's own certificate; RSA is Istio's default. */
  readonly keys?: "RSA" | "ECDSA";
}

/** Starts pilot-agent and its Envoy for a pod, with a token that the API server made for the pod's service account. */
export async function proxyUp(workload: Workload, parts: Parts, settings: ProxySettings = {}): Promise<void> {
  const folder = proxyFolder(workload);
  const { namespace, serviceAccount } = workload;
  for (const sub of ["etc", "certs", "var/run/secrets/tokens", "var/run/secrets/istio"]) {
    await mkdir(`${folder}/${sub}`, { recursive: true });
  }
  const rootCert = await waitFor("istio-ca-root-cert", async () => (await rootCertificate(namespace)) || undefined);
  const token = await kubectlOk([
    "create",
    "token",
    serviceAccount,
    "-n",
    namespace,
    "--audience",
    "istio-ca",
    "--duration",
    "24h",
  ]);
  await writeFile(`${folder}/var/run/secrets/tokens/istio-token`, token);
  await writeFile(`${folder}/var/run/secrets/istio/root-cert.pem`, rootCert);
  const template = await readFile(parts.bootstrap, "utf8");
  const fitting = workload.role === "waypoint" ? withoutMetadataDiscovery(template) : template;
  await writeFile(`${folder}/bootstrap.json`, fitting);
  await writeFile(`${folder}/access.log`, "");
  await writeFile(`${folder}/envoy`, envoyWrapper(parts.envoy));
  await chmod(`${folder}/envoy`, 0o755);
  await run(["chown", "-R", `${PROXY_UID}:${PROXY_UID}`, folder]);
  const agent = [parts.agent, "proxy", workload.role, "--domain", `${namespace}.svc.cluster.local`];
  const command = asUser(PROXY_UID, [
    ...agent,
    "--proxyLogLevel=warning",
    "--concurrency",
    String(settings.workers ?? 1),
  ]);
  startDaemon(inNetns(workload.netns, command), `${folder}/proxy.log`, {
    cwd: folder,
    env: {
      ...agentEnvironment(workload, folder),
      ...(settings.keys === "ECDSA" ? { ECC_SIGNATURE_ALGORITHM: "ECDSA" } : {}),
    },
  });
}

/** Ends a pod's pilot-agent and Envoy, and nothing else that runs in its network namespace. */
export async function proxyDown({ netns }: Workload): Promise<void> {
  const running = async () => {
    const pids = (await run(["ip", "netns", "pids", netns])).split("\n").filter(Boolean);
    const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")));
    return pids.filter((_, index) => ["envoy", "pilot-agent"].includes(names[index]?.trim() ?? ""));
  };
  await runToEnd(["kill", "-KILL", ...(await running())]);
  await waitFor(`the end of ${netns}'s Envoy`, async () => ((await running()).length === 0 ? true : undefined));
}

/** Waits until a pod's Envoy has its first configuration. */
export async function proxyReady({ netns }: Workload): Promise<void> {
  const ask = inNetns(netns, ["curl", "-sS", "-m", "2", "http://127.0.0.1:15021/healthz/ready", "-w", "%{http_code}"]);
  await waitFor(`${netns}'s Envoy`, async () => ((await runToEnd(ask)).stdout.endsWith("200") ? true : undefined), {
    every: 500,
  });
}

/** The agent has Envoy write its access log every second; here it is read after each case. */
function envoyWrapper(envoy: string): string {
  return `#!/bin/bash
args=()
for arg; do
  [ "$last" = --file-flush-interval-msec ] && arg=50
  args+=("$arg")
  last=$arg
done
exec ${envoy} "\${args[@]}"
`;
}

function agentEnvironment(workload: Workload, folder: string): NodeJS.ProcessEnv {
  const { pod, namespace, address, serviceAccount, labels, dnsCapture } = workload;
  const config = {
    discoveryAddress: "istiod.istio-system.svc:15012",
    binaryPath: `${folder}/envoy`,
    configPath: `${folder}/etc`,
    proxyBootstrapTemplatePath: `${folder}/bootstrap.json`,
    terminationDrainDuration: "1s",
  };
  return {
    PATH: process.env.PATH,
    HOME: folder,
    OUTPUT_CERTS: `${folder}/certs`,
    POD_NAME: pod,
    POD_NAMESPACE: namespace,
    INSTANCE_IP: address,
    SERVICE_ACCOUNT: serviceAccount,
    TRUST_DOMAIN: "cluster.local",
    ISTIO_META_CLUSTER_ID: "Kubernetes",
    ISTIO_META_NAMESPACE: namespace,
    ISTIO_META_INTERCEPTION_MODE: "REDIRECT",
    ISTIO_METAJSON_LABELS: JSON.stringify(labels),
    ISTIO_META_DNS_CAPTURE: String(dnsCapture),
    ISTIO_META_DNS_AUTO_ALLOCATE: String(dnsCapture),
    PROXY_CONFIG: JSON.stringify(config),
  };
}
