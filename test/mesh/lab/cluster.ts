import { mkdir, readFile, writeFile } from "node:fs/promises";
import { baseObjects, runningStatus } from "./base-objects.ts";
import { type Finished, inNetns, run, runToEnd, startDaemon } from "./command.ts";
import type { Parts } from "./parts.ts";
import { findParts } from "./parts.ts";
import { inRunFolder } from "./run-folder.ts";
import { CONTROL_PLANE, WORKLOADS, type Workload } from "./topology.ts";
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
  // kubectl gives up on one that has no status yet.
  const established = ["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"];
  await waitFor("the CRDs", async () => (await kubectl(established)).code === 0 || undefined);
  await kubectlOk(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: baseObjects() }));
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

async function markRunning(workload: Workload): Promise<void> {
  const { pod, namespace } = workload;
  const patch = JSON.stringify({ status: runningStatus(workload) });
  await kubectlOk(["patch", "pod", pod, "-n", namespace, "--subresource=status", "--type=merge", "-p", patch]);
}

export async function readLog(...path: string[]): Promise<string> {
  return readFile(inRunFolder(...path), "utf8").catch(() => "");
}
