import { cpus } from "node:os";
import { run } from "../lab/command.ts";
import { EGRESS_GATEWAY } from "../lab/topology.ts";
import type { Subject } from "./subject.ts";

/** Keeps every thread of the gateway's pod on one core meanwhile, when the subject says so: then a second process gains nothing by a core of its own. */
export async function keptToOneCore<T>(subject: Subject, act: () => Promise<T>): Promise<T> {
  if (!subject.oneCore) return act();
  const { netns } = EGRESS_GATEWAY;
  await keepTo(netns, "0");
  try {
    return await act();
  } finally {
    await keepTo(netns, `0-${cpus().length - 1}`);
  }
}

async function keepTo(netns: string, cores: string): Promise<void> {
  const pids = (await run(["ip", "netns", "pids", netns])).split("\n").filter(Boolean);
  for (const pid of pids) await run(["taskset", "--all-tasks", "--cpu-list", "--pid", cores, pid]);
}
