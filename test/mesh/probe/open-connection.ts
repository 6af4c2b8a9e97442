import { spawn } from "node:child_process";
import { inNetns } from "../lab/command.ts";
import { CLIENTS, type ClientName } from "../lab/topology.ts";
import { sleep } from "../lab/wait.ts";

/** A download that goes on until it is ended: the origin sends a line every 100 ms. */
export interface OpenConnection {
  /** True when lines still come, over the connection that was opened first. */
  readonly flows: () => Promise<boolean>;
  readonly end: () => void;
}

export async function openConnection(who: ClientName, url: string): Promise<OpenConnection> {
  const [program = "", ...args] = inNetns(CLIENTS[who].netns, [
    ...["setpriv", "--reuid=1000", "--clear-groups"],
    ...["curl", "-sSN", `${url}/stream`],
  ]);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let lines = 0;
  child.stdout.on("data", () => {
    lines += 1;
  });
  return {
    async flows() {
      const before = lines;
      await sleep(1000);
      return child.exitCode === null && lines > before;
    },
    end: () => child.kill(),
  };
}
