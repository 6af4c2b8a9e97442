import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { clusterUp } from "./cluster.ts";
import { istiodUp } from "./control-plane.ts";
import { INTERNET_CA, internetUp, makeCertificates } from "./internet.ts";
import { meshNamespaces, needNetworkNamespaces, networkDown, networkUp } from "./network.ts";
import { findParts } from "./parts.ts";
import { proxyReady, proxyUp } from "./proxy.ts";
import { placeProxyPrograms } from "./proxy-programs.ts";
import { RUN_FOLDER } from "./run-folder.ts";
import { fitSidecarsToStockEnvoy } from "./stock-sidecar.ts";
import { fitWaypointsToStockEnvoy } from "./stock-waypoint.ts";
import { CONTROL_PLANE, HAS_WAYPOINT, WORKLOADS } from "./topology.ts";

/** Starts everything and waits until each Envoy is ready. What is left of a mesh before is taken away first. @throws when a part does not come up; then nothing is left running. */
export async function meshUp(say: (line: string) => void): Promise<void> {
  await needNetworkNamespaces();
  const found = findParts();
  await meshDown();
  await rm(RUN_FOLDER, { recursive: true, force: true });
  await mkdir(RUN_FOLDER, { recursive: true });
  await chmod(RUN_FOLDER, 0o755);
  try {
    const parts = await placeProxyPrograms(found);
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
    await fitSidecarsToStockEnvoy();
    await Promise.all(WORKLOADS.map((workload) => proxyUp(workload, parts)));
    if (HAS_WAYPOINT) await fitWaypointsToStockEnvoy();
    await Promise.all(WORKLOADS.map(proxyReady));
    say(`${WORKLOADS.length} Envoys are ready`);
  } catch (error) {
    await meshDown();
    throw error;
  }
}

export async function meshDown(): Promise<void> {
  await networkDown();
}

export async function meshIsUp(): Promise<boolean> {
  return (await meshNamespaces()).includes(CONTROL_PLANE.netns);
}
