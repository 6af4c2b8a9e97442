import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** nginx runs unprivileged in every test: as root we hand it over to "nobody". */
const IDENTITY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A folder that nginx may write, for conf, logs and pid file. */
export function makeRunDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "wildegress-nginx-"));
  chmodSync(folder, 0o755);
  if (IDENTITY.uid !== undefined) chownSync(folder, IDENTITY.uid, IDENTITY.gid);
  return folder;
}

/** What `nginx -t` says of a conf, with all it writes. `clean` is: accepted, and not a word more. */
export function testConf(conf: string): {
  readonly accepted: boolean;
  readonly clean: boolean;
  readonly output: string;
} {
  const folder = makeRunDir();
  const path = join(folder, "nginx.conf");
  try {
    writeFileSync(path, conf);
    const { status, stderr } = spawnSync("nginx", ["-e", "stderr", "-t", "-c", path], {
      encoding: "utf8",
      ...IDENTITY,
    });
    const words = stderr.split("\n").filter((line) => line !== "" && !/(syntax is ok|test is successful)$/.test(line));
    return { accepted: status === 0, clean: status === 0 && words.length === 0, output: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface RunningNginx {
  readonly confPath: string;
  readonly process: ChildProcess;
  /** The exit code, or the signal, once the master process is gone. */
  readonly exited: Promise<number | NodeJS.Signals>;
  accessLog(): string[];
  errorLog(): string;
  /** Ends it whatever it does and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts nginx and waits until it listens.
 *
 * @param conf Its pid file is to be in `folder`, its logs are `folder/access.log` and `folder/error.log`.
 * @param ports Ports on 127.0.0.1 that it will listen on.
 */
export async function startNginx(conf: string, folder: string, ports: readonly number[]): Promise<RunningNginx> {
  const confPath = join(folder, "nginx.conf");
  writeFileSync(confPath, conf);
  const args = ["-e", join(folder, "error.log"), "-c", confPath, "-g", "daemon off;"];
  const child = spawn("nginx", args, { stdio: "ignore", ...IDENTITY });
  const exited = once(child, "exit").then(([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 0);
  const errorLog = (): string => read(join(folder, "error.log"));
  const running: RunningNginx = {
    confPath,
    process: child,
    exited,
    errorLog,
    accessLog: () => read(join(folder, "access.log")).split("\n").slice(0, -1),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const port of ports) {
    for (let attempt = 0; !(await isListening(port)); attempt += 1) {
      if (attempt === 100 || child.exitCode !== null)
        throw new Error(`nginx does not listen on ${port}: ${errorLog()}`);
      await sleep(20);
    }
  }
  return running;
}

/** Waits for a condition, at most `milliseconds`. */
export async function until(condition: () => boolean, milliseconds = 3000): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(20)) if (condition()) return true;
  return condition();
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
