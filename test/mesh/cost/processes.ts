import { readFile } from "node:fs/promises";
import { run } from "../lab/command.ts";
import type { Workload } from "../lab/topology.ts";
import { waitFor } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";

/** What the programs of one name in a pod have used so far, and hold now. */
export interface Use {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** The kernel counts CPU in hundredths of a second here (`getconf CLK_TCK`), whatever the machine. */
const TICKS_PER_SECOND = 100;

/** Of all processes of that name in the workload's network namespace: Envoy has one, nginx a master and a worker. */
export async function useOf({ netns }: Workload, program: "envoy" | "nginx"): Promise<Use> {
  const pids = (await run(["ip", "netns", "pids", netns])).split("\n").filter(Boolean);
  const uses = await Promise.all(pids.map((pid) => useOfProcess(pid, program)));
  return {
    cpuSeconds: uses.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    residentBytes: uses.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  };
}

async function useOfProcess(pid: string, program: string): Promise<Use> {
  // It may end while we look.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return parseUse(stat, status, program) ?? { cpuSeconds: 0, residentBytes: 0 };
}

/** @returns undefined when the process has another name. See proc(5): the name stands in parentheses and may hold anything. */
export function parseUse(stat: string, status: string, program: string): Use | undefined {
  const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
  if (name !== program) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, residentBytes: kibibytes * 1024 };
}

/** Bytes that a workload's Envoy has in use on its heap, as it says itself: unlike what is resident, they go down again. */
export async function heapOf({ netns }: Workload): Promise<number> {
  const page = JSON.parse(await fetchInside(netns, "http://127.0.0.1:15000/memory")) as { allocated: string };
  return Number(page.allocated);
}

/** Waits until a workload's Envoy has let go of all that was taken away: it keeps old listeners and filter chains for 45 s. */
export async function drained({ netns }: Workload): Promise<void> {
  const page = "http://127.0.0.1:15000/stats?filter=draining";
  await waitFor(
    `${netns}'s Envoy to drain`,
    async () => (isDrained(await fetchInside(netns, page)) ? true : undefined),
    {
      every: 1000,
    },
  );
}

/** @param stats Envoy's page: `name: number`, a line each. */
export function isDrained(stats: string): boolean {
  const counts = [...stats.matchAll(/^listener_manager\.total_\w+_draining: (\d+)$/gm)];
  return counts.length > 0 && counts.every(([, count]) => count === "0");
}
