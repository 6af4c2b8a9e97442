import { chmod, constants, copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { clusterUp } from "./cluster.ts";
import { inNetns, runToEnd } from "./command.ts";
import { istiodUp } from "./control-plane.ts";
import { INTERNET_CA, internetUp, makeCertificates } from "./internet.ts";
import { meshNamespaces, needNetworkNamespaces, networkDown, networkUp } from "./network.ts";
import { findParts, type Parts } from "./parts.ts";
import { proxyUp } from "./proxy.ts";
import { inRunFolder, RUN_FOLDER } from "./run-folder.ts";
import { fitWaypointsToStockEnvoy } from "./stock-waypoint.ts";
import { CONTROL_PLANE, WORKLOADS } from "./topology.ts";
import { waitFor } from "./wait.ts";

/** Starts everything and waits until each Envoy is ready. What is left of a mesh before is taken away first. @throws when a part does not come up; then nothing is left running. */
export async function meshUp(say: (line: string) => void): Promise<void> {
  await needNetworkNamespaces();
  const found = findParts();
  await meshDown();
  await rm(RUN_FOLDER, { recursive: true, force: true });
  await mkdir(RUN_FOLDER, { recursive: true });
  await chmod(RUN_FOLDER, 0o755);
  try {
    const parts = await whereProxiesReachThem(found);
    await makeCertificates();
    const authorities = await readFile(INTERNET_CA, "utf8");
    await networkUp(() => ({
      hosts: `127.0.0.1 localhost\n${CONTROL_PLANE.address} istiod.istio-system.svc\n`,
      // A workload's Envoy trusts what its machine trusts: here, the internet's CA alone.
      "ssl/certs/ca-certificates.crt": authorities,
    }));
    await internetUp();
    say("network and internet are up");
    await clusterUp(parts);
    say("API server is up");
    await istiodUp(parts);
    say("istiod is up, its webhook refuses what is wrong");
    await Promise.all(WORKLOADS.map((workload) => proxyUp(workload, parts)));
    await fitWaypointsToStockEnvoy();
    await Promise.all(WORKLOADS.map(({ netns }) => envoyReady(netns)));
    say(`${WORKLOADS.length} Envoys are ready`);
  } catch (error) {
    await meshDown();
    throw error;
  }
}

/** The parts may lie in a home that only its owner enters, and the proxies have a user of their own. */
async function whereProxiesReachThem(parts: Parts): Promise<Parts> {
  await mkdir(inRunFolder("bin"));
  const place = async (name: string, from: string) => {
    const file = inRunFolder("bin", name);
    await copyFile(from, file, constants.COPYFILE_FICLONE);
    await chmod(file, 0o755);
    return file;
  };
  return { ...parts, envoy: await place("envoy", parts.envoy), agent: await place("pilot-agent", parts.agent) };
}

export async function meshDown(): Promise<void> {
  await networkDown();
}

export async function meshIsUp(): Promise<boolean> {
  return (await meshNamespaces()).includes(CONTROL_PLANE.netns);
}

async function envoyReady(netns: string): Promise<void> {
  const ask = inNetns(netns, ["curl", "-sS", "-m", "2", "http://127.0.0.1:15021/healthz/ready", "-w", "%{http_code}"]);
  await waitFor(`${netns}'s Envoy`, async () => ((await runToEnd(ask)).stdout.endsWith("200") ? true : undefined), {
    every: 500,
  });
}
