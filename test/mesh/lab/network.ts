import { mkdir, rm, writeFile } from "node:fs/promises";
import { inNetns, run, runToEnd } from "./command.ts";
import {
  CLIENTS,
  CONTROL_PLANE,
  DNS_ADDRESS,
  INTERNET,
  INTERNET_ADDRESSES,
  NETNS_PREFIX,
  SWITCH_NETNS,
  WORKLOADS,
  type Workload,
} from "./topology.ts";
import { sleep } from "./wait.ts";

/** Envoy's and the agent's user; its own traffic is not captured. */
export const PROXY_UID = 1337;
/** The workloads' user. */
export const CLIENT_UID = 1000;

const HOSTS = [CONTROL_PLANE, INTERNET, ...WORKLOADS];

/**
 * Looks whether this machine lets us do what a mesh needs: network namespaces, cables between them, and iptables in them.
 *
 * @throws with what it refused, and what to do.
 */
export async function needNetworkNamespaces(): Promise<void> {
  const trial = `${NETNS_PREFIX}trial`;
  const steps = [
    ["ip", "netns", "add", trial],
    ["ip", "-netns", trial, "link", "add", "trial0", "type", "veth", "peer", "name", "trial1"],
    inNetns(trial, ["iptables", "-t", "nat", "-L", "-n"]),
  ];
  try {
    for (const step of steps) {
      const { code, stderr } = await runToEnd(step).catch((error: Error) => ({ code: 1, stderr: error.message }));
      if (code === 0) continue;
      throw new Error(
        `this machine does not allow the mesh its network namespaces: "${step.join(" ")}" ended with ${code}: ${stderr.trim()}\n` +
          "The mesh needs Linux and root with CAP_NET_ADMIN and CAP_SYS_ADMIN; in a container: --privileged, or --cap-add for both.",
      );
    }
  } finally {
    await runToEnd(["ip", "netns", "del", trial]).catch(() => undefined);
  }
}

/** Lays the cables: one namespace each, joined by a bridge; the internet is the way out of everybody. */
export async function networkUp(etcFiles: (netns: string) => Record<string, string>): Promise<void> {
  await addNetns(SWITCH_NETNS);
  await inside(SWITCH_NETNS, ["link add br0 type bridge", "link set br0 up"]);
  for (const { netns, address } of HOSTS) {
    const port = `p-${netns.slice(NETNS_PREFIX.length)}`;
    await addNetns(netns);
    await inside(SWITCH_NETNS, [
      `link add ${port} type veth peer name eth0 netns ${netns}`,
      `link set ${port} master br0 up`,
    ]);
    const route = netns === INTERNET.netns ? [] : [`route add default via ${INTERNET.address}`];
    const outside = netns === INTERNET.netns ? INTERNET_ADDRESSES.map((ip) => `addr add ${ip}/32 dev lo`) : [];
    await inside(netns, [
      "link set lo up",
      "link set eth0 up",
      `addr add ${address}/16 dev eth0`,
      ...outside,
      ...route,
    ]);
    await writeEtc(netns, etcFiles(netns));
  }
  for (const client of Object.values(CLIENTS)) await capture(client);
}

/** The same capture as istio-init's: all outgoing TCP but the proxy's own goes to 15001, and DNS to 15053 where Istio answers it. */
async function capture({ netns, dnsCapture }: Workload): Promise<void> {
  const notProxy = `-m owner ! --uid-owner ${PROXY_UID}`;
  const rules = [
    `-A OUTPUT -p tcp ${notProxy} ! -d 127.0.0.1/32 -j REDIRECT --to-ports 15001`,
    ...(dnsCapture ? [`-A OUTPUT -p udp --dport 53 ${notProxy} -j REDIRECT --to-ports 15053`] : []),
  ];
  for (const rule of rules) await run(inNetns(netns, ["iptables", "-t", "nat", ...rule.split(" ")]));
}

/** Ends everything that runs in the mesh's namespaces, and takes the namespaces away. Safe to call at any time, and twice. */
export async function networkDown(): Promise<void> {
  const names = await meshNamespaces();
  for (const signal of ["TERM", "KILL"]) {
    const pids = (await Promise.all(names.map((name) => runToEnd(["ip", "netns", "pids", name]))))
      .flatMap(({ stdout }) => stdout.split(/\s+/))
      .filter(Boolean);
    if (pids.length === 0) break;
    await runToEnd(["kill", `-${signal}`, ...pids]);
    await sleep(signal === "TERM" ? 1500 : 200);
  }
  for (const name of names) {
    await runToEnd(["ip", "netns", "del", name]);
    await rm(`/etc/netns/${name}`, { recursive: true, force: true });
  }
}

export async function meshNamespaces(): Promise<string[]> {
  const { stdout } = await runToEnd(["ip", "netns", "list"]);
  return stdout
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter((name) => name.startsWith(NETNS_PREFIX));
}

async function addNetns(name: string): Promise<void> {
  await run(["ip", "netns", "add", name]);
}

async function inside(netns: string, commands: readonly string[]): Promise<void> {
  await run(["ip", "-netns", netns, "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

/** `ip netns exec` puts /etc/netns/NAME/* over /etc/*. */
async function writeEtc(netns: string, files: Record<string, string>): Promise<void> {
  const all = { "resolv.conf": `nameserver ${DNS_ADDRESS}\n`, ...files };
  for (const [name, text] of Object.entries(all)) {
    const path = `/etc/netns/${netns}/${name}`;
    await mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await writeFile(path, text);
  }
}
