import { mkdir, readFile, writeFile } from "node:fs/promises";
import { type Finished, inNetns, run, runToEnd, startDaemon } from "./command.ts";
import type { Parts } from "./parts.ts";
import { findParts } from "./parts.ts";
import { inRunFolder } from "./run-folder.ts";
import { CONTROL_PLANE, EGRESS_GATEWAY, OTHER_GATEWAY, WORKLOADS, type Workload } from "./topology.ts";
import { waitFor } from "./wait.ts";

export const KUBECONFIG = inRunFolder("kubeconfig");

/** kubectl in the control plane's namespace, as it would be typed. */
export function kubectl(args: readonly string[], input?: string): Promise<Finished> {
  return runToEnd(kubectlCommand(args), input === undefined ? {} : { input });
}

/** @returns stdout. @throws when kubectl fails. */
export async function kubectlOk(args: readonly string[], input?: string): Promise<string> {
  return run(kubectlCommand(args), input === undefined ? {} : { input });
}

export function kubectlCommand(args: readonly string[]): readonly string[] {
  return inNetns(CONTROL_PLANE.netns, [
    findParts().kubectl,
    `--kubeconfig=${KUBECONFIG}`,
    `--cache-dir=${inRunFolder("kube-cache")}`,
    ...args,
  ]);
}

/** Starts etcd and the API server, and puts there what a cluster with these pods would hold. There is no kubelet, scheduler or controller. */
export async function clusterUp(parts: Parts): Promise<void> {
  const folder = inRunFolder("kube");
  await mkdir(folder, { recursive: true });
  await run(["openssl", "genrsa", "-out", "sa.key", "2048"], { cwd: folder });
  await run(["openssl", "rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub"], { cwd: folder });
  await writeFile(`${folder}/tokens.csv`, 'mesh,admin,1,"system:masters"\n');
  await writeFile(KUBECONFIG, kubeconfig());
  startDaemon(inNetns(CONTROL_PLANE.netns, etcd()), `${folder}/etcd.log`, { cwd: folder });
  startDaemon(inNetns(CONTROL_PLANE.netns, [parts.apiserver, ...apiserverFlags()]), `${folder}/apiserver.log`, {
    cwd: folder,
  });
  await waitFor("the API server", async () => (await kubectl(["get", "--raw", "/readyz"])).code === 0 || undefined);
  // The API server makes `default` itself, a little after it is ready.
  await waitFor("namespace default", async () => (await kubectl(["get", "ns", "default"])).code === 0 || undefined);
  await kubectlOk(["apply", "--server-side", "-f", parts.crds, "-f", parts.gatewayApi]);
  await kubectlOk(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(baseObjects()));
  for (const workload of WORKLOADS) await markRunning(workload);
}

function etcd(): readonly string[] {
  const client = "http://127.0.0.1:2379";
  return ["etcd", "--data-dir", "etcd", "--listen-client-urls", client, "--advertise-client-urls", client];
}

function apiserverFlags(): readonly string[] {
  const { address } = CONTROL_PLANE;
  return [
    "--etcd-servers=http://127.0.0.1:2379",
    `--bind-address=${address}`,
    `--advertise-address=${address}`,
    "--secure-port=6443",
    "--cert-dir=certs",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-signing-key-file=sa.key",
    "--service-account-key-file=sa.pub",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--token-auth-file=tokens.csv",
    "--authorization-mode=AlwaysAllow",
    "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
    "--enable-aggregator-routing=false",
  ];
}

function kubeconfig(): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "mesh", cluster: { server: `https://${CONTROL_PLANE.address}:6443`, "insecure-skip-tls-verify": true } },
    ],
    users: [{ name: "mesh", user: { token: "mesh" } }],
    contexts: [{ name: "mesh", context: { cluster: "mesh", user: "mesh" } }],
    "current-context": "mesh",
  };
  return JSON.stringify(config);
}

/** As a user asks for it; here the agent's environment does it, since nobody injects. */
const DNS_CAPTURE = {
  "proxy.istio.io/config": JSON.stringify({
    proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" },
  }),
};

function baseObjects(): object {
  const namespaces = [...new Set(WORKLOADS.map(({ namespace }) => namespace))].filter((name) => name !== "default");
  const accounts = new Map(WORKLOADS.map((one) => [`${one.namespace}/${one.serviceAccount}`, one]));
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
      ...[...accounts.values()].map(({ namespace, serviceAccount }) => ({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: serviceAccount, namespace },
      })),
      ...WORKLOADS.map(({ pod, namespace, labels, serviceAccount, role, dnsCapture }) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: pod, namespace, labels, ...(dnsCapture ? { annotations: DNS_CAPTURE } : {}) },
        spec: {
          serviceAccountName: serviceAccount,
          containers: [role === "router" ? "istio-proxy" : pod].map((name) => ({ name, image: "none" })),
        },
      })),
      ...[EGRESS_GATEWAY, OTHER_GATEWAY].flatMap(gatewayService),
    ],
  };
}

function gatewayService({ pod, namespace, labels, address }: Workload): object[] {
  const ports = [
    { name: "http2", port: 80, targetPort: 8080 },
    { name: "https", port: 443, targetPort: 8443 },
  ];
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: pod, namespace, labels },
      spec: { selector: labels, ports },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${pod}-1`, namespace, labels: { "kubernetes.io/service-name": pod } },
      addressType: "IPv4",
      ports: ports.map(({ name, targetPort }) => ({ name, port: targetPort, protocol: "TCP" })),
      endpoints: [
        { addresses: [address], conditions: { ready: true }, targetRef: { kind: "Pod", name: pod, namespace } },
      ],
    },
  ];
}

async function markRunning({ pod, namespace, address }: Workload): Promise<void> {
  const status = {
    phase: "Running",
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: [{ type: "Ready", status: "True" }],
  };
  const patch = JSON.stringify({ status });
  await kubectlOk(["patch", "pod", pod, "-n", namespace, "--subresource=status", "--type=merge", "-p", patch]);
}

export async function readLog(...path: string[]): Promise<string> {
  return readFile(inRunFolder(...path), "utf8").catch(() => "");
}
