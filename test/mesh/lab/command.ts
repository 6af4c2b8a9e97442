import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runToEnd(command: readonly string[], options: Options = {}): Promise<Finished> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      ...(options.cwd ? { cwd: options.cwd } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Runs a program that must succeed. @returns what it printed. @throws with its own words when it fails. */
export async function run(command: readonly string[], options: Options = {}): Promise<string> {
  const done = await runToEnd(command, options);
  if (done.code !== 0) throw new Error(`${command.join(" ")}\nended with ${done.code}\n${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** Starts a program that stays when this process goes; its words go to a file. */
export function startDaemon(command: readonly string[], log: string, options: Options = {}): void {
  const [program = "", ...args] = command;
  const out = openSync(log, "a", 0o666);
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", out, out],
    env: options.env ?? process.env,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  child.unref();
  closeSync(out);
}

/** A command as it is run inside a network namespace. */
export function inNetns(netns: string, command: readonly string[]): readonly string[] {
  return ["ip", "netns", "exec", netns, ...command];
}

export function asUser(uid: number, command: readonly string[]): readonly string[] {
  return ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", ...command];
}
